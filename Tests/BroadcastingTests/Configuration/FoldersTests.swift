import Testing

@testable import Broadcasting

struct FoldersTests {
    @Test(arguments: [
        ("/hub/lists", "lists"), ("/hub/a/b", "a/b"), ("/hubs/lists", "/hubs/lists"), ("/hub", "/hub"),
        ("/srv/lists", "/srv/lists"),
    ])
    func `a path is shown from the workspace on`(path: String, shown: String) {
        #expect(Folders(workspace: "/hub").shown(path) == shown)
    }
}

import Broadcasting
import Disk
import Mail

/// `init DIR`: a workspace with everything in it, commented.
struct InitCommand {
    private let named: String
    private let path: String

    init(_ named: String) {
        self.named = named
        path = Workspace.absolute(named)
    }

    func run() throws(Failure) -> ExitCode {
        try mustBeEmpty()
        do throws(SystemError) {
            for folder in ["", "/lists", "/Templates", "/drafts", "/library"] {
                try Folder.make(path + folder)
            }
            try DraftDesk(drafts: path + "/drafts").prepare()
            try Folder.make(path + "/drafts/attachments")
            for folder in ["/broadcasts", "/state"] { try Folder.makePrivate(path + folder) }
            for file in EmbeddedFiles.all {
                try AtomicFile.replace(
                    "\(path)/\(InitCommand.place(of: file.path))", with: Array(file.text.utf8))
            }
        } catch { throw Failure(error) }
        Console.result(
            """
            \(named) is a workspace. What to do next stands in \(named)/README.txt; in short:
              set "organisation", "from" and "relays" in \(named)/config.json, write addresses into \(named)/lists/sector.txt,
              then run: linerelay --config \(named)/config.json check
            """)
        return .done
    }

    /// Where a file of the repository goes.
    static func place(of file: String) -> String {
        let name = file.lastIndex(of: "/").map { String(file[file.index(after: $0)...]) } ?? file
        switch name {
        case "config.example.json": return "config.json"
        case "sector.txt": return "lists/sector.txt"
        case _ where file.hasPrefix("Examples/library/"): return "library/\(name)"
        default: return file.hasPrefix("Templates/") ? file : name
        }
    }

    private func mustBeEmpty() throws(Failure) {
        guard Folder.exists(path) else { return }
        let names: [String]
        do throws(SystemError) { names = try Folder.names(in: path) } catch { throw Failure(error) }
        guard names.isEmpty else {
            throw Failure(
                .cannotCreate,
                "'\(named)' is there already and not empty (\(Quoted(names.sorted()[0])) is in it): name a new folder"
            )
        }
    }
}

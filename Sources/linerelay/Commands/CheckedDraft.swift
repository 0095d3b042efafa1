import Broadcasting
import Disk

/// A file that `check` looks at as a draft.
struct CheckedDraft {
    let path: String
    /// How problems call it.
    let shownAs: String

    /// - Parameter isNamed: a person asks about this very file; others, where they are no drafts, are passed over.
    func problems(_ checking: Checking, isNamed: Bool) -> [Problem] {
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        switch DraftFileName.disposition(of: String(name)) {
        case .ignored(let why):
            return isNamed ? [Problem(path: shownAs, "would be left alone: \(why)")] : []
        case .rejected(let why): return [Problem(path: shownAs, why)]
        case .draft: return contentProblems(checking, isNamed: isNamed)
        }
    }

    private func contentProblems(_ checking: Checking, isNamed: Bool) -> [Problem] {
        do throws(SystemError) {
            let bytes = try File.contents(of: path, limit: Draft.sizeLimit)
            return checking.draft(bytes, shownAs: shownAs)
        } catch {
            // Links, folders and pipes are no drafts; and a file may go while we look.
            guard isNamed || error.isDenied || error.isOutOfRoom else { return [] }
            return [Problem(path: shownAs, DraftFile.trouble(error))]
        }
    }
}

import Disk

/// What has become of a broadcast that a draft takes back, where that draft is not sent: for its note.
public enum WithdrawalEffect: Sendable, Equatable {
    /// It goes on being sent.
    case goesOn(id: String)
    /// Nothing more of it leaves; but this draft has told nobody.
    case untold(id: String)
    /// Nothing of it ever leaves, and there is nobody to tell.
    case unsent

    /// - Parameters:
    ///   - named: as the draft names it.
    ///   - broadcasts: the folder of all.
    /// - Returns: nil where it names nothing that is there.
    init?(on named: String?, in broadcasts: String) {
        guard let named, let known = try? Folder.names(in: broadcasts), known.contains(named) else {
            return nil
        }
        let folder = BroadcastFolder(broadcasts + "/" + named)
        self = folder.isCancelled || folder.isFinished ? .untold(id: named) : .goesOn(id: named)
    }

    /// A paragraph for the note; nil where it is said already.
    var inWords: String? {
        switch self {
        case .goesOn(let id):
            """
            Broadcast \(id) is NOT stopped: it goes on being sent.
            To stop it at once, run: linerelay cancel \(id)
            """
        case .untold(let id):
            """
            Nothing more of broadcast \(id) leaves. But those who were sent it
            are told that it is withdrawn only when this draft is sent.
            """
        case .unsent: nil
        }
    }
}

/// How a workspace shows that something in it was put back from an older backup.
///
/// Found by facts that no crash, kill or power cut can bring about.
public enum Restore: Equatable, Sendable {
    /// `broadcasts/` stands behind `state/`.
    case broadcastsOlder
    /// `state/` stands behind `broadcasts/`.
    case stateOlder
    /// `state/` and `broadcasts/` come from two workspaces.
    case mixed
    /// Both are copies, where the workspace always was: put back.
    case bothOlder

    public var inWords: String {
        switch self {
        case .broadcastsOlder:
            "broadcasts/ is older than state/, as after an older copy was put back: its logs may not tell all "
                + "that was sent"
        case .stateOlder:
            "state/ is older than broadcasts/, as after an older copy was put back: who was suppressed since "
                + "then is not known any more"
        case .mixed:
            "state/ and broadcasts/ belong to two workspaces: who was suppressed, and what was sent, may not be "
                + "known"
        case .bothOlder:
            "this workspace was put back from a copy of it: if the copy is an old one, its logs do not tell all "
                + "that was sent"
        }
    }

    /// What a broadcast is paused for, with what a person can do.
    static func reason(_ what: String, _ id: String) -> String {
        "\(what); 'linerelay resume \(id)' sends to everybody who is not final in its log as it is now, "
            + "'linerelay cancel \(id)' sends nothing more"
    }
}

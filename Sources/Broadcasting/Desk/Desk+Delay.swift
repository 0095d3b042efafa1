extension Desk.Delay {
    /// What this error makes a draft wait for.
    init(_ error: any Error) {
        if case ListFault.beingEdited = error {
            self = .fileBeingSaved
        } else if error is FileBeingSaved {
            self = .fileBeingSaved
        } else {
            self = error is DamagedRecord ? .damage : .passing
        }
    }
}

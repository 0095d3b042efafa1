extension Desk.Delay {
    /// What this error makes a draft wait for.
    init(_ error: any Error) {
        if case ListFault.beingEdited = error {
            self = .listBeingSaved
        } else {
            self = error is DamagedRecord ? .damage : .passing
        }
    }
}

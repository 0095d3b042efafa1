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

extension Desk {
    /// Milliseconds for which a draft waits until its lists have been left alone for a moment.
    private static let patience: Int64 = 1_000

    /// Who saves a list again and again, or a program that does, must not keep a draft waiting for ever.
    func isTired(of file: SettledFile) -> Bool {
        let now = clock.monotonic()
        let since = savedAgain[file.rawName] ?? now
        savedAgain[file.rawName] = since
        return now - since >= Desk.patience
    }
}

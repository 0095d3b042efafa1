import Broadcasting

/// The house style: where its file is bad, no draft goes out as if there were none.
extension Daemon {
    /// At the start.
    func tellHouseStyle(_ file: HouseStyleFile) {
        if let fault = file.fault {
            note("drafts are held, for want of a house style: \(fault)", about: "house style")
        }
    }

    /// What to go by from now on: a bad file is told, and the old one stays.
    func houseStyle(_ fresh: HouseStyleFile) -> HouseStyleFile {
        let old = workspace.configuration.houseStyle
        guard let fault = fresh.fault else {
            status.settle("house style")
            if fresh == .usable(.empty), old != fresh {
                Console.plain("there is no house style any more: nothing is asked of drafts")
            }
            return fresh
        }
        guard old.fault == nil else {
            tellHouseStyle(fresh)
            return fresh
        }
        note("the house style stays as it was: \(fault)", about: "house style")
        return old
    }
}

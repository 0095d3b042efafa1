import Mail

/// Reads the lists of a folder for a gathering, and says of each what became of it.
struct ListSource {
    let folder: ListFolder
    let own: Set<String>

    /// Gives each entry of the list to `take`. Where the file is no list at all, `list` says so.
    ///
    /// - Throws: `ListFault.unknown` and `ListFault.beingEdited`; what `take` threw.
    func read(
        _ list: inout GatheredList, _ take: (ListEntry, inout GatheredList) throws -> Void
    ) throws {
        do {
            let file = try folder.open(list.name)
            list.path = file.path
            do {
                try read(file, &list, take)
            } catch let fault as NotAList {
                // A file that was changed under our hands may look like anything.
                try file.checkUnchanged()
                throw ListFault.notAList(fault)
            }
            try file.checkUnchanged()
        } catch ListFault.notAList(let fault) where list.recipients == 0 {
            list.notAList = fault.problem
        }
    }

    private func read(
        _ file: borrowing ListFile, _ list: inout GatheredList,
        _ take: (ListEntry, inout GatheredList) throws -> Void
    ) throws {
        let refusals = try refusals(in: file)
        var reader = try reader(of: file)
        list.columns = reader.columns
        while let entry = try reader.next() {
            if case .subscriber(let subscriber) = entry, refusals.contains(subscriber.address) {
                try take(.problem(optedOut(subscriber, list)), &list)
                try take(.passedOver(subscriber.address, .unsubscribed, line: subscriber.line), &list)
            } else {
                try take(entry, &list)
            }
        }
        list.summary = reader.summary
    }

    private func reader(of file: borrowing ListFile) throws(NotAList) -> ListReader {
        try ListReader(file.bytes, path: file.path, kind: file.kind, own: own)
    }

    /// One who is on a list twice, and has opted out on one of the lines, has opted out: found in a
    /// reading of its own, since that line may be the second.
    private func refusals(in file: borrowing ListFile) throws(NotAList) -> AddressSet {
        var refusals = AddressSet()
        var reader = try reader(of: file)
        while let address = try reader.nextRefusal() { refusals.insert(address) }
        return refusals
    }

    private func optedOut(_ subscriber: Subscriber, _ list: GatheredList) -> Problem {
        Problem(
            .warning, path: list.path, at: Position(line: subscriber.line, column: 1),
            "\(Quoted(subscriber.address.description)) is set to no delivery or unsubscribed on another line: "
                + "not mailed")
    }
}

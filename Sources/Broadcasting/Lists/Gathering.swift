import Mail

/// Walks the lists of a draft, in its order, and gives each address once, with the list it belongs to.
public struct Gathering: Sendable {
    /// First those under Except, then those under To, each in the order of the draft.
    public private(set) var lists: [GatheredList] = []

    /// Recipients given to the caller.
    public var recipients: Int { lists.reduce(0) { $0 + $1.recipients } }

    private let source: ListSource
    /// Lists that have digests: who wants them gets them.
    private let digests: Set<Name>
    /// Problems of each severity to keep of a list.
    private let limit: Int
    private var left = AddressSet()
    /// Every address on a list under To; its mark is `base` and the line on which it was last seen.
    private var seen = AddressSet()
    private var base: UInt32 = 0

    /// - Parameters:
    ///   - own: comparison keys of addresses that are a list's own.
    ///   - digests: lists on which who wants digests gets them, and is no recipient; on others they are mailed like the
    ///     rest.
    ///   - limit: problems of each severity to keep of a list; the rest are counted.
    ///   - each: is given every recipient once. What it threw is thrown on. Whatever it was given is void
    ///     where this throws.
    ///   - noting: is given every problem of a line, kept or not, in the order of the file.
    ///   - telling: is given what becomes of every line of the lists under To; of a recipient before `each`.
    /// - Throws: `ListFault.unknown` for a name with no file, `ListFault.beingEdited` where a file changed
    ///   meanwhile: try again a little later. A file that is no list is no error: `lists` says so.
    public static func run(
        to: [Name], except: [Name] = [], folder: ListFolder, own: Set<String> = [], digests: Set<Name> = [],
        keeping limit: Int = 100,
        each: (Name, Subscriber) throws -> Void, noting: (Problem) -> Void = { _ in },
        telling: (LineFate, GatheredList) -> Void = { _, _ in }
    ) throws -> Gathering {
        var gathering = Gathering(ListSource(folder: folder, own: own), digests, limit)
        for name in except { try gathering.leaveOut(name, noting) }
        for name in to { try gathering.gather(name, each, noting, telling) }
        return gathering
    }

    private init(_ source: ListSource, _ digests: Set<Name>, _ limit: Int) {
        self.source = source
        self.digests = digests
        self.limit = limit
    }

    /// Whoever is on such a list is left out, even one that the list itself would not mail.
    private mutating func leaveOut(_ name: Name, _ noting: (Problem) -> Void) throws {
        var list = GatheredList(name, .except)
        try source.read(&list) { entry, list in
            switch entry {
            case .subscriber(let subscriber): list.subscribers += left.insert(subscriber.address) ? 1 : 0
            case .passedOver(let address, _, _): left.insert(address)
            case .problem(let problem): list.note(problem, keeping: limit, noting)
            }
        }
        lists.append(list)
    }

    private mutating func gather(
        _ name: Name, _ each: (Name, Subscriber) throws -> Void, _ noting: (Problem) -> Void,
        _ telling: (LineFate, GatheredList) -> Void
    ) throws {
        var list = GatheredList(name, .to)
        var lastLine = 0
        try source.read(&list) { entry, list in
            switch entry {
            case .subscriber(let subscriber):
                lastLine = subscriber.line
                let fate = fate(of: subscriber, on: &list, noting)
                telling(fate, list)
                guard case .recipient = fate else { return }
                list.recipients += 1
                try each(name, subscriber)
            case .passedOver(let address, let reason, let line):
                telling(.passedOver(address, reason, line: line), list)
            case .problem(let problem):
                list.note(problem, keeping: limit, noting)
                if problem.severity == .error { telling(.bad(problem), list) }
            }
        }
        base = mark(of: lastLine &+ 1)
        if !digests.contains(name), let digest = list.summary?.digest, digest > 0 {
            let what = "\(digest) set to digest, and the configuration has no 'digestAt': mailed each time"
            list.note(Problem(.warning, path: list.path, what), keeping: limit, noting)
        }
        lists.append(list)
    }

    /// A recipient on several lists belongs to the first.
    private mutating func fate(
        of subscriber: Subscriber, on list: inout GatheredList, _ noting: (Problem) -> Void
    ) -> LineFate {
        let before = seen.mark(subscriber.address, with: mark(of: subscriber.line))
        if let before, before >= base {
            list.repeated += 1
            let line = Int(before - base)
            list.note(repetition(of: subscriber, on: line, list), keeping: limit, noting)
            return .repeats(subscriber, line: line)
        }
        list.subscribers += 1
        if left.contains(subscriber.address) {
            list.excluded += 1
            return .excluded(subscriber)
        }
        if before != nil { return .onEarlierList(subscriber) }
        guard digests.contains(list.name), subscriber.wantsDigest else { return .recipient(subscriber) }
        list.digest += 1
        return .digest(subscriber)
    }

    /// Saturates: past four thousand million lines a repetition would be named with a wrong line.
    private func mark(of line: Int) -> UInt32 {
        let (sum, overflow) = base.addingReportingOverflow(UInt32(clamping: line))
        return overflow ? .max : sum
    }

    private func repetition(of subscriber: Subscriber, on line: Int, _ list: GatheredList) -> Problem {
        Problem(
            .warning, path: list.path, at: Position(line: subscriber.line, column: 1),
            "\(Quoted(subscriber.address.description)) is on line \(line) too: gets one message")
    }
}

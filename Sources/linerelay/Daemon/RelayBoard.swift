import Mail

/// How the relays are, in words.
struct RelayBoard: Equatable {
    /// In the order of the configuration.
    private(set) var names: [String]
    private(set) var used: String
    private var states: [String: RelayState] = [:]

    init(_ names: [String]) {
        self.names = names
        used = names.first ?? ""
    }

    /// Another configuration.
    mutating func use(_ names: [String]) {
        self.names = names
        states = states.filter { names.contains($0.key) }
        if !names.contains(used) { used = names.first ?? "" }
    }

    mutating func note(_ name: String, _ state: RelayState) { states[name] = state }

    mutating func uses(_ name: String) { used = name }

    /// None can be used before a person has acted.
    var needPerson: Bool {
        !names.isEmpty
            && names.allSatisfy { if case .needsPerson = states[$0] { true } else { false } }
    }

    func words(_ name: String) -> String {
        switch states[name] {
        case .idle, nil: "idle"
        case .working(let connections): "working (\(connections) connection\(connections == 1 ? "" : "s"))"
        case .unreachable(let why, _): "unreachable: \(why)"
        case .holding(let why, _): "wants less: \(why)"
        case .needsPerson(let why, _): "needs a person: \(why)"
        }
    }

    /// What a person has to be told of a state; nil: nothing.
    func notice(_ name: String, _ state: RelayState) -> String? {
        switch state {
        case .idle, .working: return nil
        case .unreachable(let why, let wait), .holding(let why, let wait):
            return "\(why); tried again in \(max(1, wait / 1000)) s"
        case .needsPerson(let why, _):
            return (needPerson ? "nothing is sent until a person acts: " : "a person has to act: ") + why
        }
    }
}

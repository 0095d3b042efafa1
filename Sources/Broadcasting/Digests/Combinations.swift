import Mail

/// Who is owed which of several broadcasts: people with the same ones, and the same list, get one bundle together.
struct Combinations {
    /// The list of the first of its sources, and the sources, in their order.
    typealias Combination = (list: Name, sources: [Int])

    private(set) var all: [Combination] = []
    /// How many people there are in each: in one that only leads to a longer one, nobody.
    private(set) var counts: [Int] = []
    private var numbers: [Key: UInt32] = [:]
    /// Beside each address the number of its combination.
    private var people = AddressSet()

    private struct Key: Hashable {
        var before: UInt32?
        var list: Name?
        var source: Int
    }

    /// To be called source by source, in their order.
    mutating func note(_ recipient: Recipient, in source: Int) {
        let before = people.mark(of: recipient.address)
        // Twice in one is once.
        if let before, all[Int(before)].sources.last == source { return }
        let key = Key(before: before, list: before == nil ? recipient.list : nil, source: source)
        let number = number(of: key, list: recipient.list)
        _ = people.mark(recipient.address, with: number)
        if let before { counts[Int(before)] -= 1 }
        counts[Int(number)] += 1
    }

    private mutating func number(of key: Key, list: Name) -> UInt32 {
        if let known = numbers[key] { return known }
        let before = key.before.map { all[Int($0)] }
        let number = UInt32(clamping: all.count)
        counts.append(0)
        all.append((before?.list ?? list, (before?.sources ?? []) + [key.source]))
        numbers[key] = number
        return number
    }

    /// Whether the address is owed just these.
    func has(_ address: EmailAddress, number: Int) -> Bool { people.mark(of: address) == UInt32(number) }
}

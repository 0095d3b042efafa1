/// Recipients that wait, the one due first on top: a binary heap.
struct DueQueue {
    private var heap: [(due: Int64, recipient: Int)] = []

    var count: Int { heap.count }
    /// Monotonic milliseconds at which the first is due.
    var first: Int64? { heap.first?.due }

    mutating func insert(_ recipient: Int, due: Int64) {
        heap.append((due, recipient))
        var child = heap.count - 1
        while child > 0, heap[child].due < heap[(child - 1) / 2].due {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the first, where it is due.
    mutating func popDue(at now: Int64) -> Int? {
        guard let top = heap.first, top.due <= now, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return top.recipient }
        heap[0] = last
        var parent = 0
        while true {
            let left = 2 * parent + 1
            guard left < heap.count else { break }
            let right = left + 1
            let least = right < heap.count && heap[right].due < heap[left].due ? right : left
            if heap[parent].due <= heap[least].due { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return top.recipient
    }

    mutating func removeAll() { heap.removeAll() }
}

/// Bytes for one connection, in order, and how far the kernel has taken them.
struct Outbox {
    /// Commands and content are appended here; nothing before the end may be changed.
    var bytes: [UInt8] = []
    private var taken = 0
    /// Where the last content written ends; nil: the kernel has it.
    private var contentEnd: Int?

    /// A big message does not keep its room for ever.
    private static let keptCapacity = 262_144

    var isEmpty: Bool { taken >= bytes.count }
    var holdsContent: Bool { contentEnd != nil }

    /// Appends a message's content, to its end.
    mutating func append(content: consuming [UInt8]) {
        if bytes.isEmpty { bytes = content } else { bytes += content }
        contentEnd = bytes.count
    }

    /// Sends what the socket takes. True: it took something.
    mutating func flush(through wire: Wire) throws(Wire.Broken) -> Bool {
        var moved = false
        while taken < bytes.count {
            let sent = try send(through: wire)
            if sent == 0 { return moved }
            moved = true
            taken += sent
            if let end = contentEnd, taken >= end { contentEnd = nil }
        }
        taken = 0
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        return moved
    }

    private func send(through wire: Wire) throws(Wire.Broken) -> Int {
        do {
            return try bytes.withUnsafeBytes { try wire.send(UnsafeRawBufferPointer(rebasing: $0[taken...])) }
        } catch let broken as Wire.Broken {
            throw broken
        } catch {
            throw Wire.Broken(words: "\(error)")
        }
    }
}

import Glibc
import Mail

/// A set of addresses, exact and small: about 40 bytes for each of a million, with a number beside it.
///
/// Two addresses are one where their comparison keys are equal. The keys lie one behind the other in
/// blocks that are never moved; a table of open addressing says where. The hash is Swift's own, which is
/// seeded in each process, so that nobody can write a list that makes it slow.
public struct AddressSet: Sendable {
    /// Addresses in the set.
    public private(set) var count = 0

    /// Octets of one block; a key never runs over its end.
    private static let blockSize = 1 << 20
    /// Octets before each key: its length, two; its mark, four.
    private static let prefix = 6

    private var blocks: [[UInt8]] = []
    /// Where a key's entry is, from 1; 0 is a free slot. The number of slots is a power of two.
    private var slots = [UInt32](repeating: 0, count: 64)

    public init() {}

    /// False where it is there already.
    @discardableResult
    public mutating func insert(_ address: EmailAddress) -> Bool { mark(address, with: 0) == nil }

    public func contains(_ address: EmailAddress) -> Bool {
        if count == 0 { return false }
        var key = address.comparisonKey
        return key.withUTF8 { key in slots[slot(of: UnsafeRawBufferPointer(key))] != 0 }
    }

    /// The number beside it; nil where it is not in the set.
    public func mark(of address: EmailAddress) -> UInt32? {
        if count == 0 { return nil }
        var key = address.comparisonKey
        return key.withUTF8 { key in
            let entry = slots[slot(of: UnsafeRawBufferPointer(key))]
            guard entry != 0 else { return nil }
            let place = place(entry)
            return blocks[place.block].withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: place.offset + 2, as: UInt32.self)
            }
        }
    }

    /// Puts the address in where it is not there yet, and `mark` beside it in any case.
    ///
    /// - Returns: the mark that was there before; nil where the address is new.
    public mutating func mark(_ address: EmailAddress, with mark: UInt32) -> UInt32? {
        var key = address.comparisonKey
        return key.withUTF8 { self.mark(key: UnsafeRawBufferPointer($0), with: mark) }
    }

    /// The same for a comparison key, of which nothing is assumed but that it has less than 64 KiB.
    mutating func mark(key: UnsafeRawBufferPointer, with mark: UInt32) -> UInt32? {
        let slot = slot(of: key)
        if slots[slot] != 0 { return exchange(mark, in: place(slots[slot])) }
        // An EmailAddress has 254 octets at most; the number of places ends at 4 GiB of keys, where the
        // limits of lists have ended long before. Past them every address is new.
        guard let entry = append(key, mark) else { return nil }
        slots[slot] = entry
        count += 1
        if count * 4 > slots.count * 3 { grow() }
        return nil
    }

    /// Where the key is, or the free slot where it would go.
    private func slot(of key: UnsafeRawBufferPointer) -> Int {
        var slot = AddressSet.hash(key) & (slots.count - 1)
        while slots[slot] != 0, !isEqual(key, at: place(slots[slot])) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: key)
        return hasher.finalize()
    }

    private func place(_ entry: UInt32) -> (block: Int, offset: Int) {
        let place = Int(entry) - 1
        return (place / AddressSet.blockSize, place % AddressSet.blockSize)
    }

    private func isEqual(_ key: UnsafeRawBufferPointer, at place: (block: Int, offset: Int)) -> Bool {
        blocks[place.block].withUnsafeBytes { block in
            let stored = AddressSet.key(at: place.offset, in: block)
            guard stored.count == key.count, let left = stored.baseAddress, let right = key.baseAddress else {
                return stored.count == key.count
            }
            return memcmp(left, right, key.count) == 0
        }
    }

    private static func key(at offset: Int, in block: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let length = Int(block.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
        return UnsafeRawBufferPointer(rebasing: block[(offset + prefix)..<(offset + prefix + length)])
    }

    private mutating func exchange(_ mark: UInt32, in place: (block: Int, offset: Int)) -> UInt32 {
        blocks[place.block].withUnsafeMutableBytes { block in
            let old = block.loadUnaligned(fromByteOffset: place.offset + 2, as: UInt32.self)
            block.storeBytes(of: mark, toByteOffset: place.offset + 2, as: UInt32.self)
            return old
        }
    }

    private mutating func append(_ key: UnsafeRawBufferPointer, _ mark: UInt32) -> UInt32? {
        let size = AddressSet.prefix + key.count
        guard let length = UInt16(exactly: key.count) else { return nil }
        if (blocks.last?.count ?? AddressSet.blockSize) + size > AddressSet.blockSize {
            blocks.append([])
            blocks[blocks.count - 1].reserveCapacity(blocks.count == 1 ? 1024 : AddressSet.blockSize)
        }
        let last = blocks.count - 1
        guard let entry = UInt32(exactly: last * AddressSet.blockSize + blocks[last].count + 1) else {
            return nil
        }
        withUnsafeBytes(of: length) { blocks[last].append(contentsOf: $0) }
        withUnsafeBytes(of: mark) { blocks[last].append(contentsOf: $0) }
        blocks[last].append(contentsOf: key)
        return entry
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt32](repeating: 0, count: old.count * 2)
        for entry in old where entry != 0 {
            let (block, offset) = place(entry)
            var slot = blocks[block].withUnsafeBytes {
                AddressSet.hash(AddressSet.key(at: offset, in: $0))
            }
            slot &= slots.count - 1
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}

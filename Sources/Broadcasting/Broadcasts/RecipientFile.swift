import Disk
import Glibc
import Mail

/// The frozen recipients of one broadcast, read from `recipients.jsonl` as they are needed.
///
/// Memory: eight octets a recipient, and one window of the file.
public final class RecipientFile {
    private let file: File
    private let path: String
    /// Where each line starts; one more at the end.
    private var offsets: [Int] = []
    private var window: [UInt8] = []
    private var windowStart = 0
    /// Made when it is asked for first: logs of our own tell the place.
    private var places: [String: Int] = [:]

    /// - Throws: `SystemError` or, where the last line is cut, `DamagedRecord`.
    public init(_ path: String) throws {
        self.path = path
        file = try File(path, O_RDONLY | O_NOFOLLOW)
        var starts: [Int] = []
        let end = try LineReader(path).forEach { offset, _ in starts.append(offset) }
        guard end == (try file.size()) else {
            throw DamagedRecord("\(path):\(starts.count + 1): the line is cut")
        }
        offsets = starts + [end]
    }

    public var count: Int { offsets.count - 1 }

    /// - Throws: `SystemError` or `DamagedRecord`, with the line.
    public func recipient(at index: Int) throws -> Recipient {
        let start = offsets[index]
        let length = offsets[index + 1] - start - 1
        if start < windowStart || start + length > windowStart + window.count {
            try load(from: start, length)
        }
        let local = start - windowStart
        do {
            return try window.withUnsafeBufferPointer {
                try Recipient(UnsafeBufferPointer(rebasing: $0[local..<(local + length)]))
            }
        } catch let damage as DamagedRecord {
            throw DamagedRecord("\(path):\(index + 1): \(damage.what)")
        }
    }

    /// Where this address stands, compared as addresses are; nil where it is none of the recipients.
    public func index(of address: String) -> Int? {
        if places.isEmpty {
            for index in 0..<count {
                guard let recipient = try? recipient(at: index) else { continue }
                places[recipient.address.comparisonKey] = index
            }
        }
        return (try? EmailAddress(address)).flatMap { places[$0.comparisonKey] }
    }

    private func load(from start: Int, _ length: Int) throws {
        let wanted = min(max(length, 1 << 16), (offsets.last ?? 0) - start)
        if window.count != wanted { window = [UInt8](repeating: 0, count: wanted) }
        let read = try window.withUnsafeMutableBytes { try file.read(into: $0, at: start) }
        guard read == wanted else {
            window = []
            throw DamagedRecord("\(path): it is shorter than it was")
        }
        windowStart = start
    }
}

import Disk
import Mail

/// Recipients of a broadcast that were not reached, with the reason of each; those who are suppressed are not meant to be.
public struct Missed: Sendable, Equatable {
    public struct One: Sendable, Equatable {
        public var address: String
        public var why: String
    }

    /// The first, in the order of the recipients.
    public var all: [One] = []
    /// How many others there are.
    public var more = 0

    /// Why they cannot be named, where they cannot.
    public var trouble: String?

    /// How many are named.
    private static let limit = 50

    public init() {}

    /// - Throws: `SystemError`, or `DamagedRecord` naming the file, where the broadcast's records cannot be read.
    public init(_ folder: BroadcastFolder) throws {
        try BroadcastReport(folder).forEachRecipient { fate in
            guard fate.isMissed, fate.state != .suppressed else { return }
            guard all.count < Missed.limit else {
                more += 1
                return
            }
            let doubt = fate.maybeReceived ? "; it may have arrived all the same" : ""
            all.append(
                One(address: fate.recipient.address.description, why: "\(fate.state): \(fate.why)\(doubt)"))
        }
    }
}

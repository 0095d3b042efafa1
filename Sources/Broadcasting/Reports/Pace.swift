import Disk
import JSON

/// How fast earlier broadcasts went, as their summaries tell: how long one takes that has not begun.
public struct Pace: Sendable, Equatable {
    /// When half of a broadcast's recipients had theirs, and when 95 in a hundred had; in seconds.
    struct Past: Sendable, Equatable {
        var recipients: Double
        var half: Double
        var most: Double

        /// Nil where it is not finished, too small to tell anything, or never got that far.
        init?(_ summary: JSON) {
            guard summary["state"]?.stringValue == Summary.State.sent.rawValue,
                let recipients = summary["recipients"]?.integerValue,
                let suppressed = summary["suppressed"]?.integerValue, suppressed >= 0,
                recipients >= suppressed, recipients - suppressed >= Pace.fewest,
                let half = summary["reach"]?["50"]?.numberValue,
                let most = summary["reach"]?["95"]?.numberValue, half >= 0, most >= half
            else { return nil }
            self.recipients = Double(recipients - suppressed)
            self.half = half
            self.most = most
        }

        /// On the straight line through those two points; in proportion, where that would have begun before the broadcast.
        func seconds(for count: Int) -> Double {
            let each = (most - half) / (0.45 * recipients)
            let start = half - 0.5 * recipients * each
            return start < 0 ? most * Double(count) / recipients : start + 0.95 * Double(count) * each
        }
    }

    let past: [Past]

    /// Broadcasts to fewer recipients say nothing.
    static let fewest: Int64 = 20
    private static let asked = 3
    private static let lookedAt = 50

    /// - Parameter summaries: the newest first.
    init?(_ summaries: some Sequence<JSON>) {
        past = Array(summaries.lazy.compactMap { Past($0) }.prefix(Pace.asked))
        if past.isEmpty { return nil }
    }

    /// By the last broadcasts in a folder; nil where none tells.
    public init?(of broadcasts: String) {
        let names = ((try? Folder.names(in: broadcasts)) ?? []).filter { !$0.hasPrefix(".") }
        self.init(
            names.reversed().prefix(Pace.lookedAt).lazy.compactMap {
                BroadcastFolder("\(broadcasts)/\($0)").summary()
            })
    }

    /// How many broadcasts tell.
    public var broadcasts: Int { past.count }

    /// The shortest and the longest time in which 95 in a hundred of so many recipients had theirs, as each went.
    public func seconds(for recipients: Int) -> ClosedRange<Double> {
        let all = past.map { $0.seconds(for: recipients) }
        return (all.min() ?? 0)...(all.max() ?? 0)
    }
}

import Broadcasting
import JSON
import Mail

/// What a status report says of drafts that wait, as lines for people.
struct DraftLines {
    let zone: TimeZoneRules

    /// - Parameters:
    ///   - drafts: `drafts` of the report.
    ///   - wanted: nil: all places that are in it.
    func lines(_ drafts: JSON?, in wanted: DraftDesk.Place? = nil) -> [String] {
        return (drafts?.objectValue ?? []).filter { $0.name == wanted?.rawValue ?? $0.name }.flatMap {
            place in
            (place.value.arrayValue ?? []).compactMap(\.stringValue).map { name in
                var line = "\(place.name): \(name)"
                if place.name == "scheduled" { line += ", goes \(time(drafts?["sendAt"]?[name]))" }
                if place.name == "held" { line += approvals(drafts?["approvals"]?[name]) }
                return line
            }
        }
    }

    private func approvals(_ json: JSON?) -> String {
        guard let json, let needed = json["needed"]?.integerValue else { return "" }
        let by = (json["by"]?.arrayValue ?? []).compactMap(\.stringValue)
        let names = by.isEmpty ? "" : " (\(by.joined(separator: ", ")))"
        return ", \(by.count) of \(Counted(Int(clamping: needed), "approval"))\(names)"
    }

    private func time(_ json: JSON?) -> String {
        guard let moment = json?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) else {
            return "at no time that is known"
        }
        return "on \(zone.inWords(moment))"
    }
}

import Disk
import Mail

/// Where drafts go when they are decided on: the folders below `drafts/`, and the notes beside the files.
public struct DraftDesk: Sendable {
    public let drafts: String

    public init(drafts: String) { self.drafts = drafts }

    public enum Place: String, Sendable, CaseIterable {
        case held, scheduled, approved, rejected, sent, attachments
    }

    public func path(_ place: Place) -> String { "\(drafts)/\(place.rawValue)" }

    /// Makes the folders that are missing.
    public func prepare() throws(SystemError) {
        try Folder.make(drafts)
        for place in Place.allCases { try Folder.make(path(place)) }
    }

    /// Moves a draft aside with the reason beside it; the reason is there first.
    /// - Parameter why: the note's text, given the name that the draft has there. It may write that down elsewhere.
    /// - Returns: the name that it has there.
    public func putAside(
        _ source: String, name: String, to place: Place, why: (String) throws(SystemError) -> String
    ) throws(SystemError) -> String {
        try Folder.make(path(place))
        var number = 1
        while true {
            let candidate = DraftDesk.numbered(name, number)
            let target = path(place) + "/" + candidate
            number += 1
            if isTaken(candidate, for: place, by: source) { continue }
            let note = path(place) + "/" + DraftDesk.noteName(candidate, ".why.txt")
            let text = Array(try why(candidate).utf8)
            try AtomicFile.replace(note, with: text)
            guard try Folder.renameUnlessTaken(source, to: target) else { continue }
            // Somebody who clears away notes without a draft may have come in between.
            if !Folder.exists(note) { try AtomicFile.replace(note, with: text) }
            try Folder.synchronize(path(place))
            return candidate
        }
    }

    /// Commands name a draft that waits by its file's name alone, be it held or scheduled.
    private func isTaken(_ name: String, for place: Place, by source: String) -> Bool {
        let places: [Place] = [.held, .scheduled].contains(place) ? [.held, .scheduled] : [place]
        return places.map { path($0) + "/" + name }.contains { $0 != source && Folder.exists($0) }
    }

    /// A receipt's name that is not taken.
    public func freeReceiptName(_ name: String) -> String {
        var number = 1
        while true {
            let candidate = DraftDesk.noteName(DraftDesk.numbered(name, number), ".receipt.txt")
            if !Folder.exists(path(.sent) + "/" + candidate) { return candidate }
            number += 1
        }
    }

    public func writeReceipt(_ name: String, _ text: String) throws(SystemError) {
        try Folder.make(path(.sent))
        try AtomicFile.replace(path(.sent) + "/" + name, with: Array(text.utf8))
    }

    /// Removes the reasons whose draft a person has taken away.
    public func removeOrphans() {
        for place in [Place.held, .scheduled, .rejected] {
            for name in orphans(in: place) {
                try? Folder.remove(path(place) + "/" + name)
            }
        }
    }

    private func orphans(in place: Place) -> [String] {
        guard let names = try? Folder.names(in: path(place)) else { return [] }
        let drafts = names.filter { !$0.hasSuffix(".why.txt") }
        let notes = Set(drafts.map { DraftDesk.noteName($0, ".why.txt") })
        return names.filter { $0.hasSuffix(".why.txt") && !notes.contains($0) }
    }

    /// `lines.md`, `lines-2.md`, `lines-3.md` …
    static func numbered(_ name: String, _ number: Int) -> String {
        guard number > 1 else { return name }
        let end = name.lastIndex(of: ".") ?? name.endIndex
        return shortened(String(name[..<end]), by: name[end...].utf8.count + 8) + "-\(number)" + name[end...]
    }

    /// Where a draft that was put aside has its note.
    public func notePath(_ name: String, _ place: Place) -> String {
        path(place) + "/" + DraftDesk.noteName(name, ".why.txt")
    }

    /// The name of the note beside a file; a long one is shortened to what a file system takes, and marked,
    /// so that two long names with the same beginning have two notes.
    static func noteName(_ name: String, _ suffix: String) -> String {
        guard name.utf8.count + suffix.utf8.count > 240 else { return name + suffix }
        let mark = "~" + Digest.sha256(Array(name.utf8)).prefix(8)
        return shortened(name, by: mark.utf8.count + suffix.utf8.count) + mark + suffix
    }

    /// At most 255 octets together with what comes behind it (NAME_MAX), no character cut.
    private static func shortened(_ name: String, by reserved: Int) -> String {
        var short = name
        while short.utf8.count > 240 - reserved { short.unicodeScalars.removeLast() }
        return short
    }
}

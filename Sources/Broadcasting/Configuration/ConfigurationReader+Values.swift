import JSON
import Mail

/// Single values: text, numbers, durations, names, paths.
extension ConfigurationReader {
    /// How much a text may hold.
    enum Extent {
        /// One line that is not blank, of at most 200 characters.
        case line
        /// The same, or nothing.
        case lineOrNothing
        /// Any number of lines, of at most 4000 characters together.
        case lines
    }

    mutating func text(_ setting: Setting?, _ extent: Extent = .line) -> String? {
        guard let setting else { return nil }
        guard let text = setting.node.value.stringValue else {
            report(setting, "expected text in double quotes, found \(setting.found)")
            return nil
        }
        let scalars = text.unicodeScalars
        let limit = extent == .lines ? 4000 : 200
        let odd = scalars.first { scalar in
            (TextSafety.isControl(scalar) || TextSafety.isDirection(scalar))
                && !(extent == .lines && (scalar == "\n" || scalar == "\t"))
        }
        if let odd {
            let kind = TextSafety.isControl(odd) ? "control" : "text-direction"
            report(
                setting,
                "\(Quoted(text)) has the \(kind) character \(TextSafety.codePoint(odd)) in it: remove it")
        } else if extent == .line, TextSafety.isBlank(text) {
            report(setting, "is empty: write something or leave the key out")
        } else if scalars.count > limit {
            report(setting, "is \(scalars.count) characters long: at most \(limit) are allowed")
        } else {
            return text
        }
        return nil
    }

    mutating func integer(_ setting: Setting?, in range: ClosedRange<Int>) -> Int? {
        guard let setting else { return nil }
        guard case .integer(let integer) = setting.node.value else {
            report(setting, "expected a whole number, found \(setting.found)")
            return nil
        }
        guard let integer = Int(exactly: integer), range.contains(integer) else {
            let bounds = "from \(range.lowerBound) to \(range.upperBound)"
            report(setting, "\(integer) is out of range: write a whole number \(bounds)")
            return nil
        }
        return integer
    }

    mutating func flag(_ setting: Setting?) -> Bool? {
        guard let setting else { return nil }
        if let flag = setting.node.value.boolValue { return flag }
        report(setting, "expected true or false, without quotes, found \(setting.found)")
        return nil
    }

    mutating func dayTime(_ setting: Setting?) -> DayTime? {
        guard let setting, let text = text(setting) else { return nil }
        if let time = DayTime(text) { return time }
        report(setting, "\(Quoted(text)) is no time of day: write it like 17:00 or 08:30")
        return nil
    }

    /// A rate a second: one in 83 minutes at least, at most a million.
    mutating func rate(_ setting: Setting?) -> Double? {
        guard let setting else { return nil }
        guard let number = setting.node.value.numberValue else {
            report(setting, "expected a number, found \(setting.found)")
            return nil
        }
        guard number >= 0.0002, number <= 1_000_000 else {
            report(setting, "\(setting.found) is out of range: write 0.0002 (one in 83 minutes) to 1000000")
            return nil
        }
        return number
    }

    /// Milliseconds.
    mutating func duration(_ setting: Setting?, in range: ClosedRange<Int>) -> Int? {
        guard let setting else { return nil }
        guard let text = setting.node.value.stringValue else {
            report(
                setting,
                "expected a duration such as \"90s\", \"5m\", \"2h\" or \"3d\", found \(setting.found)")
            return nil
        }
        guard let milliseconds = WrittenDuration.milliseconds(text) else {
            report(setting, "\(Quoted(text)) is not a duration: write it like 90s, 5m, 2h or 3d")
            return nil
        }
        if milliseconds < range.lowerBound {
            report(
                setting, "\(Quoted(text)) is too short: at least \(WrittenDuration.text(range.lowerBound))")
        } else if milliseconds > range.upperBound {
            report(setting, "\(Quoted(text)) is too long: at most \(WrittenDuration.text(range.upperBound))")
        } else {
            return milliseconds
        }
        return nil
    }

    mutating func name(_ setting: Setting?) -> Name? {
        guard let setting, let text = text(setting) else { return nil }
        if let name = Name(text) { return name }
        report(setting, "\(Quoted(text)) is not a name: \(Name.form)")
        return nil
    }

    /// None twice.
    mutating func names(_ setting: Setting?) -> [Name]? {
        var names: [Name] = []
        guard let elements = elements(setting) else { return nil }
        for element in elements {
            guard let name = name(element) else { continue }
            if names.contains(name) {
                report(element, "'\(name)' is given twice: leave one out")
            } else {
                names.append(name)
            }
        }
        return names
    }

    /// An absolute path; a relative one is relative to the workspace.
    mutating func path(_ setting: Setting?) -> String? {
        guard let setting, let text = text(setting) else { return nil }
        if text.utf8.first == UInt8(ascii: "~") {
            report(setting, "\(Quoted(text)): '~' is not understood here, write the whole path")
            return nil
        }
        let isAbsolute = text.utf8.first == UInt8(ascii: "/")
        let parts = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter {
            $0 != "."
        }
        return ([isAbsolute ? "" : workspace] + parts).joined(separator: "/")
    }
}

extension Name {
    /// What a name is made of, for messages.
    static let form = "lower-case letters, digits and hyphens, starting with a letter or a digit, 64 at most"
}

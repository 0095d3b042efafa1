import Mail

/// When a draft is sent, may be published, and is no longer valid.
extension DraftParser {
    mutating func fillTimes(_ draft: inout Draft, from fields: DraftFields) {
        draft.sendAt = time(fields.value(of: .sendAt), .sendAt)
        draft.embargo = time(fields.value(of: .embargo), .embargo)
        draft.expires = time(fields.value(of: .expires), .expires)
        if let sendAt = draft.sendAt { warnOfLateness(sendAt) }
        guard let expires = draft.expires else { return }
        if expires.value.moment <= now {
            problems.error(
                at: expires.position,
                "'Expires' has passed (\(expires.value.text)), so nobody would be mailed; write a later time")
        } else if let sendAt = draft.sendAt, expires.value.moment <= sendAt.value.moment {
            problems.error(
                at: expires.position,
                "'Expires' (\(expires.value.text)) comes before 'Send-At' (\(sendAt.value.text)),"
                    + " so nobody would be mailed")
        } else if let embargo = draft.embargo, expires.value.moment <= embargo.value.moment {
            problems.warning(
                at: expires.position,
                "'Expires' (\(expires.value.text)) comes before 'Embargo' (\(embargo.value.text)) ends")
        }
    }

    private mutating func warnOfLateness(_ sendAt: Located<WrittenTime>) {
        let late = now.milliseconds - sendAt.value.moment.milliseconds
        if hasWaited, late >= 60_000 {
            problems.warning(
                at: sendAt.position,
                "it goes \(TimeSpan(milliseconds: late)) later than 'Send-At' asked (\(sendAt.value.text)):"
                    + " LineRelay could not send it then")
        } else if !hasWaited, late > 0 {
            problems.warning(
                at: sendAt.position, "'Send-At' has passed (\(sendAt.value.text)); it is not waited for")
        }
    }

    mutating func time(_ value: FieldValue?, _ key: DraftKey) -> Located<WrittenTime>? {
        guard let value else { return nil }
        do throws(TimeProblem) {
            let time = try WrittenTime.parse(value.text, zone: zone, isEnd: key == .expires || key == .review)
            return Located(time, at: value.position)
        } catch {
            problems.error(at: value.position, "'\(key.rawValue)': \(error)")
            return nil
        }
    }
}

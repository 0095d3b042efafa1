import Mail

/// When a draft is sent, may be published, and is no longer valid.
extension DraftParser {
    mutating func fillTimes(_ draft: inout Draft, from fields: DraftFields) {
        draft.sendAt = time(fields.value(of: .sendAt), .sendAt)
        draft.embargo = time(fields.value(of: .embargo), .embargo)
        draft.expires = time(fields.value(of: .expires), .expires)
        if let sendAt = draft.sendAt, sendAt.value.moment < now {
            problems.warning(
                at: sendAt.position, "'Send-At' has passed (\(sendAt.value.text)); the draft is sent at once")
        }
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

    private mutating func time(_ value: FieldValue?, _ key: DraftKey) -> Located<WrittenTime>? {
        guard let value else { return nil }
        do throws(TimeProblem) {
            let time = try WrittenTime.parse(value.text, zone: zone, isEnd: key == .expires)
            return Located(time, at: value.position)
        } catch {
            problems.error(at: value.position, "'\(key.rawValue)': \(error)")
            return nil
        }
    }
}

/// The rules beside the phrases to avoid. Each is read whole, and left out where it is off.
extension HouseStyleReader {
    mutating func peopleFirst(_ rule: Setting?) -> HouseStyle.PeopleFirst? {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.peopleFirst) else { return nil }
        let severity = severity(rule["severity"])
        let (before, numbers) = (phrases(rule["before"]), phrases(rule["numbers"]))
        return severity.map { HouseStyle.PeopleFirst(severity: $0, before: before, numbers: numbers) }
    }

    mutating func valuesFirst(_ rule: Setting?) -> HouseStyle.ValuesFirst? {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.valuesFirst) else { return nil }
        let severity = severity(rule["severity"])
        let setting = reader.required("values", in: rule, "[\"safety\", \"fairness\"]")
        let values = phrases(setting)
        if let setting, setting.node.value.arrayValue?.isEmpty == true {
            reader.report(setting, "is empty: write the words that stand for your values")
        }
        let examples = (setting?.elements ?? []).prefix(3).compactMap(\.node.value.stringValue)
        return severity.map { HouseStyle.ValuesFirst(severity: $0, values: values, examples: examples) }
    }

    mutating func sources(_ rule: Setting?) -> HouseStyle.Sources? {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.sources) else { return nil }
        let severity = severity(rule["severity"])
        let links = flag(rule["links"], default: true)
        let figures = flag(rule["figures"], default: true)
        let units = phrases(rule["units"])
        return severity.map {
            HouseStyle.Sources(severity: $0, links: links, figures: figures, units: units)
        }
    }

    mutating func length(_ rule: Setting?) -> HouseStyle.Length? {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.length) else { return nil }
        let severity = severity(rule["severity"])
        let limits = 1...100_000
        let subject = reader.integer(rule["subjectCharacters"], in: limits)
        let body = reader.integer(rule["bodyWords"], in: limits)
        let sentence = reader.integer(rule["sentenceWords"], in: limits)
        let item = reader.integer(rule["itemWords"], in: limits)
        let items = reader.integer(rule["listItems"], in: limits)
        return severity.map {
            HouseStyle.Length(
                severity: $0, subjectCharacters: subject, bodyWords: body, sentenceWords: sentence,
                itemWords: item, listItems: items)
        }
    }

    mutating func contact(_ rule: Setting?) -> HouseStyle.Contact? {
        guard let rule, reader.isObject(rule, keys: HouseStyleKeys.contact) else { return nil }
        let severity = severity(rule["severity"])
        let templates = reader.names(rule["templates"]) ?? [Name("media-request")].compactMap(\.self)
        return severity.map { HouseStyle.Contact(severity: $0, templates: templates) }
    }
}

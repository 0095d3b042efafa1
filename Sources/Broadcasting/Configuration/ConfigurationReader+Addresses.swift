import Mail

/// Addresses and the domain of the lists.
extension ConfigurationReader {
    mutating func mailbox(_ setting: Setting?) -> Mailbox? {
        guard let setting, let text = text(setting) else { return nil }
        do throws(AddressProblem) {
            let (mailbox, warnings) = try Mailbox.parse(text)
            guard !mailbox.address.needsSMTPUTF8 else {
                report(setting, "\(Quoted(text)): the part before '@' of our own addresses must be ASCII")
                return nil
            }
            for warning in warnings { warn(setting, warning.description) }
            return mailbox
        } catch {
            report(setting, error.description)
            return nil
        }
    }

    /// An address alone.
    mutating func address(_ setting: Setting?) -> EmailAddress? {
        guard let setting, let mailbox = mailbox(setting) else { return nil }
        guard mailbox.name.isEmpty else {
            report(setting, "\(setting.found) has a name: write the address alone, '\(mailbox.address)'")
            return nil
        }
        return mailbox.address
    }

    mutating func addresses(_ setting: Setting?) -> [EmailAddress]? {
        guard let elements = elements(setting) else { return nil }
        var addresses: [EmailAddress] = []
        for element in elements {
            if let address = address(element) { addresses.append(address) }
        }
        return addresses
    }

    /// A domain that an address can have, as an A-label.
    mutating func domain(_ setting: Setting?) -> String? {
        guard let setting, let text = text(setting) else { return nil }
        if let domain = try? EmailAddress("list@\(text)").domain { return domain }
        report(setting, "\(Quoted(text)) is not a domain for mail: write it like lists.example.org")
        return nil
    }
}

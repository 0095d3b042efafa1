import Mail

/// The relays: where they are, how to log in, how much they take.
extension ConfigurationReader {
    mutating func relays(_ setting: Setting?) -> [RelaySettings]? {
        guard let setting, let elements = elements(setting) else { return nil }
        if elements.isEmpty { report(setting, "is empty: at least one relay is needed") }
        var relays: [RelaySettings] = []
        for element in elements {
            guard let relay = relay(element) else { continue }
            if relays.contains(where: { $0.name == relay.name }) {
                report(
                    element["name"] ?? element,
                    "two relays are named \(Quoted(relay.name)): give each its own name")
            }
            relays.append(relay)
        }
        return relays
    }

    /// Nil without a URL; everything else is checked all the same.
    private mutating func relay(_ setting: Setting) -> RelaySettings? {
        guard isObject(setting, keys: ConfigurationKeys.relay) else { return nil }
        let url = relayURL(required("url", in: setting, "smtp://host:port"))
        let name = text(setting["name"])
        let tls = tls(setting["tls"], for: url)
        var relay = RelaySettings(
            name: name ?? url?.host ?? "", host: url?.host ?? "", port: url?.port ?? 0,
            implicitTLS: url?.implicitTLS ?? false, tls: tls)
        readLogin(of: &relay, from: setting)
        readLimits(of: &relay, from: setting)
        relay.caFile = path(setting["caFile"])
        relay.helo = helo(setting["helo"])
        if let url, relay.tls == .off, !url.isLoopback {
            let what = relay.username == nil ? "messages travel" : "messages and the password travel"
            warn(setting["tls"] ?? setting, "\(what) unencrypted to \(Quoted(url.host))")
        }
        return url == nil ? nil : relay
    }

    private mutating func relayURL(_ setting: Setting?) -> RelayURL? {
        guard let setting, let text = text(setting) else { return nil }
        do throws(RelayURLProblem) {
            return try RelayURL(text)
        } catch {
            report(setting, error.description)
            return nil
        }
    }

    /// `required`, but `off` is the default for a relay on the same machine.
    private mutating func tls(_ setting: Setting?, for url: RelayURL?) -> RelaySettings.TLS {
        let isLocal = url?.isLoopback == true && url?.implicitTLS == false
        guard let setting, let text = text(setting) else { return isLocal ? .off : .required }
        guard let tls = RelaySettings.TLS(rawValue: text) else {
            report(setting, "\(Quoted(text)) is not known: write 'required' or 'off'")
            return .required
        }
        if tls == .off, url?.implicitTLS == true {
            report(setting, "'off' contradicts smtps://: write smtp://, or leave tls out")
        }
        return tls
    }

    private mutating func readLogin(of relay: inout RelaySettings, from setting: Setting) {
        relay.username = text(setting["username"])
        relay.passwordFile = path(setting["passwordFile"])
        relay.passwordEnvironment = environmentName(setting["passwordEnvironment"])
        relay.tokenFile = path(setting["tokenFile"])
        let secrets = ["passwordFile", "passwordEnvironment", "tokenFile"].compactMap { setting[$0] }
        if let second = secrets.dropFirst().first {
            report(second, "there is \(secrets[0].path) already: give one of the two")
        }
        let username = setting["username"]
        if let username, secrets.isEmpty {
            report(
                username, "a user name without a password: add passwordFile, passwordEnvironment or tokenFile"
            )
        }
        if let secret = secrets.first, username == nil {
            report(secret, "a password without a user name: add username")
        }
    }

    /// The text may be the password itself, put there by mistake: it is not quoted.
    private mutating func environmentName(_ setting: Setting?) -> String? {
        guard let setting else { return nil }
        if let text = setting.node.value.stringValue, let first = text.utf8.first, !first.isASCIIDigit,
            text.utf8.allSatisfy({ $0.isAlphanumeric || $0 == UInt8(ascii: "_") })
        {
            return text
        }
        report(setting, "expected the name of an environment variable, such as \"RELAY_PASSWORD\"")
        return nil
    }

    private mutating func helo(_ setting: Setting?) -> String? {
        guard let setting, let text = text(setting) else { return nil }
        let labels = text.lowercased().split(separator: ".")
        if labels.first == "localhost" || labels.last == "localhost" {
            report(setting, "\(Quoted(text)) is refused by many relays: write this machine's full name")
        } else if labels.count < 2 || !HostName.isValid(text) {
            report(setting, "\(Quoted(text)) is not a full host name: write it like mail.example.org")
        } else {
            return text
        }
        return nil
    }

    private mutating func readLimits(of relay: inout RelaySettings, from setting: Setting) {
        set(&relay.maxConnections, integer(setting["maxConnections"], in: 1...1000))
        relay.messagesPerSecond = rate(setting["messagesPerSecond"])
        relay.timeout = duration(
            setting["timeout"], in: WrittenDuration.second...WrittenDuration.hour)
        relay.messagesPerDay = integer(setting["messagesPerDay"], in: 1...1_000_000_000)
        set(&relay.recipientsPerMessage, integer(setting["recipientsPerMessage"], in: 1...1000))
    }
}

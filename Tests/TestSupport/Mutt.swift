/// A mail reader that people use, as a second opinion: what mutt makes of a mailbox's first message.
public enum Mutt {
    /// The decoded message, headers and text part, in UTF-8.
    public static func text(of mailbox: String) async throws -> String {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            set folder="\(folder.path)" record="" hostname="tests.hub.example"
            set pipe_decode=yes wait_key=no charset="utf-8"
            alternative_order text/plain
            push "<pipe-message>cat > shown<enter><exit>"

            """, to: "muttrc")
        _ = try await screen(mailbox, in: folder)
        return try folder.read("shown")
    }

    /// The list of messages as mutt shows it, threaded; a line each.
    public static func index(of mailbox: String) async throws -> [String] {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            set folder="\(folder.path)" record="" hostname="tests.hub.example" charset="utf-8"
            set sort=threads index_format="[%s]" ascii_chars=yes help=no status_format="" sort_browser=reverse-date
            unset mark_old confirmappend
            push "<exit>"

            """, to: "muttrc")
        let screen = try await screen(mailbox, in: folder)
        return screen.matches(of: /\[[^\[\]\u{1B}]*\]/).map { String($0.output) }
    }

    /// Runs it by the `muttrc` in the folder, in a terminal, which it wants: script(1) lends it one.
    /// - Returns: what it painted.
    private static func screen(_ mailbox: String, in folder: TemporaryFolder) async throws -> String {
        let command = "cd '\(folder.path)' && stty rows 40 cols 120 && mutt -n -F muttrc -R -f '\(mailbox)'"
        let mutt = try RunningProcess(
            "script", ["-qec", command, "/dev/null"],
            environment: ["TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": folder.path])
        try await mutt.end(deadline: 30)
        return mutt.output
    }
}

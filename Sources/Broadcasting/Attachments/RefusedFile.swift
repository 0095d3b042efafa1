import Mail

/// Files that mail systems refuse, and with them the message: programs, scripts, macros, and archives that hold or hide
/// such.
enum RefusedFile {
    /// - Parameters:
    ///   - ending: of its name, in small letters.
    ///   - content: what libmagic calls it.
    /// - Returns: nil where nothing is against it.
    static func reason(_ octets: [UInt8], ending: String, content: String?) -> String? {
        if macros.contains(ending) { return "may hold macros (.\(ending)), \(refused)" }
        if programs.contains(ending) { return "is a program or a script (.\(ending)), \(refused)" }
        if FileKind(bytes: octets) == .program || content.map({ programTypes.contains($0) }) == true {
            return "is a program or a script by its content, whatever its name says, \(refused)"
        }
        if octets.starts(with: [0xD0, 0xCF, 0x11, 0xE0]), octets.holds(oldMacros) {
            return "holds macros, \(refused)"
        }
        guard octets.starts(with: [0x50, 0x4B]) else { return nil }
        let entries = ZipEntries(octets)
        if entries.isLocked {
            return "is locked with a password, so that no mail system can look into it, \(refused)"
        }
        if entries.names.contains(where: { $0.hasSuffix("vbaproject.bin") }) {
            return "holds macros, \(refused)"
        }
        let bad = entries.names.first { name in
            let ending = AttachmentKind.ending(of: name)
            return programs.contains(ending) || macros.contains(ending)
        }
        return bad.map { "holds \(Quoted($0)), a program or a script, \(refused)" }
    }

    private static let refused =
        "which mail systems refuse: send a PDF instead, or put it on the web and write its address"

    /// What Google's and Microsoft's mail refuse, and others with them.
    private static let programs: Set = [
        "ade", "adp", "apk", "app", "appx", "appxbundle", "bat", "cab", "chm", "cmd", "com", "cpl", "dll",
        "dmg",
        "ex", "ex_", "exe", "gadget", "hta", "img", "inf", "ins", "iso", "isp", "jar", "jnlp", "js", "jse",
        "lib",
        "lnk", "mde", "mjs", "msc", "msh", "msi", "msix", "msixbundle", "msp", "mst", "nsh", "ocx", "pif",
        "pkg",
        "ps1", "ps2", "psc1", "psm1", "py", "pyc", "reg", "scf", "scr", "sct", "sh", "shb", "shs", "sys",
        "url",
        "vb", "vbe", "vbs", "vhd", "vhdx", "vxd", "website", "ws", "wsc", "wsf", "wsh", "xll",
    ]

    private static let macros: Set = [
        "docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppam", "ppsm", "sldm", "mdb",
        "accdb",
        "accde", "mda", "mdt", "mdw", "mdz",
    ]

    private static let programTypes: Set = [
        "application/x-dosexec", "application/vnd.microsoft.portable-executable", "application/x-executable",
        "application/x-pie-executable", "application/x-sharedlib", "application/x-object",
        "application/x-mach-binary", "application/x-msi", "application/java-archive",
        "application/x-java-applet", "application/x-ms-shortcut", "application/vnd.android.package-archive",
        "application/x-iso9660-image", "application/vnd.ms-cab-compressed", "text/x-shellscript",
        "text/x-msdos-batch", "application/vnd.ms-htmlhelp",
    ]

    /// `_VBA_PROJECT`, as an old Word, Excel or PowerPoint file names the part that holds them (UTF-16).
    private static let oldMacros: [UInt8] = "_VBA_PROJECT".utf8.flatMap { [$0, 0] }
}

/// What a zip file, and so an office document, says of what is in it: its central directory (APPNOTE 4.3.12).
struct ZipEntries {
    /// In small letters; names that are not UTF-8 as far as they can be read.
    private(set) var names: [String] = []
    /// Something in it is encrypted.
    private(set) var isLocked = false

    init(_ octets: [UInt8]) {
        var place = 0
        while let start = octets.place(of: [0x50, 0x4B, 0x01, 0x02], from: place) {
            place = start + 4
            guard start + 46 <= octets.count else { break }
            let length = Int(octets[start + 28]) | Int(octets[start + 29]) << 8
            isLocked = isLocked || octets[start + 8] & 1 == 1
            let name = octets[(start + 46)..<min(start + 46 + length, octets.count)]
            names.append(String(decoding: name, as: UTF8.self).lowercased())
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ word: [UInt8]) -> Bool { place(of: word, from: 0) != nil }

    /// Where `word` stands next.
    fileprivate func place(of word: [UInt8], from start: Int) -> Int? {
        guard let first = word.first else { return nil }
        var place = start
        while place + word.count <= count {
            guard let next = self[place..<(count - word.count + 1)].firstIndex(of: first) else { return nil }
            if self[next..<(next + word.count)].elementsEqual(word) { return next }
            place = next + 1
        }
        return nil
    }
}

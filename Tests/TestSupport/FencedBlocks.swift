/// The fenced blocks of a page of documentation, each with what stands behind its opening fence.
public func fencedBlocks(ofPage name: String) throws -> [(info: String, text: String)] {
    guard let octets = fileOctets(Repository.file(name)) else { throw TestFailure("there is no \(name)") }
    var blocks: [(info: String, text: String)] = []
    var isOpen = false
    for line in String(decoding: octets, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
    {
        if line.hasPrefix("```") {
            if !isOpen { blocks.append((String(line.dropFirst(3)), "")) }
            isOpen.toggle()
        } else if isOpen {
            blocks[blocks.count - 1].text += line + "\n"
        }
    }
    return blocks
}

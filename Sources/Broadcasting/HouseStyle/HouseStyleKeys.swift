/// Every key that a house style may have, by the object in which it stands.
enum HouseStyleKeys {
    static let root = [
        "keyMessages", "words", "framing", "peopleFirst", "valuesFirst", "sources", "length", "contact",
    ]
    static let words = ["severity", "allow", "phrases"]
    static let framing = ["severity", "phrases"]
    static let entry = ["avoid", "say", "why", "severity"]
    static let peopleFirst = ["severity", "before", "numbers"]
    static let valuesFirst = ["severity", "values"]
    static let sources = ["severity", "links", "figures", "units"]
    static let length = [
        "severity", "subjectCharacters", "bodyWords", "sentenceWords", "itemWords", "listItems",
    ]
    static let contact = ["severity", "templates"]
}

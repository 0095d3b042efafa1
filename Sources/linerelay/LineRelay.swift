@main
struct LineRelay {
    static func main() {}
}

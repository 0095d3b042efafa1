// A fast SMTP sink for measurements: takes messages on loopback, keeps none, counts them all.
//
//   sink [-p port] [-t threads] [-l milliseconds] [-o ledger] [-n messages] [-r recipients] [-P] [-Q]
//
//   -p  port on 127.0.0.1; 0, the default, takes a free one
//   -t  worker threads, 1 (the default) to 16; connections are dealt to them in turn
//   -l  a round trip: each group of replies leaves this much later, other connections go on meanwhile
//   -o  ledger: one line `to<TAB>message-id<TAB>octets` a recipient, written before the 250
//   -n  end after so many messages, once the connections are closed (2 s at most)
//   -r  the same, counted in recipients, for those who put several into a message
//   -P  do not offer PIPELINING
//   -Q  acknowledge each segment at once (TCP_QUICKACK), for clients that write in pieces and wait between them
//
// Prints {"port":N} when it listens and its totals, in JSON, at the end; SIGTERM and SIGINT end it.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { INPUT = 256 * 1024, LINE_LIMIT = 4096, HEAD_LIMIT = 16 * 1024, ROUND = 128, MAX_THREADS = 16 };
enum { GRACE_MS = 2000 };

// Bytes that grow at the end and are eaten at the start.
typedef struct {
    char *bytes;
    size_t length, capacity;
} Buffer;

typedef struct Connection {
    int fd;
    bool greeted, inMessage, ending, dead, touched, wantsWrite;
    unsigned delayed;              // groups of replies in the worker's queue
    size_t recipients, octets;     // of the message that is being received
    size_t inputLength, releasable; // `releasable` octets of `output` may leave now
    size_t grouped;                // octets of `output` that already belong to a group
    Buffer output, to, head;       // `to`: recipients, each ended by a newline; only for the ledger
    char input[INPUT];
} Connection;

// A group of replies, waiting for its time. The delay is the same for all, so the queue is in order.
typedef struct {
    int64_t due;
    Connection *connection;
    size_t length;
} Group;

typedef struct {
    int epoll;
    pthread_t thread;
    Group *groups;
    size_t head, count, capacity;
    Buffer ledger;
    Connection *touched[ROUND * 2];
    size_t touchedCount;
} Worker;

static struct {
    int latency, threads, port, ledger;
    uint64_t wanted, wantedRecipients;
    bool pipelining, acknowledgesAtOnce;
} options = {.threads = 1, .ledger = -1, .pipelining = true};

static _Atomic uint64_t messages, recipients, octets, connections, openConnections;
static _Atomic int64_t firstMessage, lastMessage;
static int enough = -1; // an eventfd: the wanted number has been reached

static void die(const char *what) {
    fprintf(stderr, "sink: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// MARK: bytes

static void append(Buffer *buffer, const char *bytes, size_t length) {
    if (buffer->length + length > buffer->capacity) {
        size_t capacity = (buffer->length + length) * 2;
        char *grown = realloc(buffer->bytes, capacity);
        if (!grown) die("memory");
        buffer->bytes = grown;
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void eat(Buffer *buffer, size_t length) {
    buffer->length -= length;
    memmove(buffer->bytes, buffer->bytes + length, buffer->length);
}

static void say(Connection *c, const char *reply) { append(&c->output, reply, strlen(reply)); }

// MARK: the ledger

// The value of Message-ID in a header; its length is 0 where there is none.
static const char *messageID(const Buffer *head, size_t *length) {
    static const char name[] = "\r\nmessage-id:";
    *length = 0;
    for (size_t at = 0; at + sizeof name - 1 <= head->length; at++) {
        if (strncasecmp(head->bytes + at, name, sizeof name - 1) != 0) continue;
        const char *start = head->bytes + at + sizeof name - 1, *end = head->bytes + head->length;
        while (start < end && strchr(" \t\r\n", *start)) start++;
        while (start + *length < end && !strchr(" \t\r\n", start[*length])) ++*length;
        return start;
    }
    return "";
}

static void recordMessage(Worker *worker, const Connection *c) {
    size_t idLength;
    const char *id = messageID(&c->head, &idLength);
    const char *end = c->to.bytes + c->to.length;
    for (const char *to = c->to.bytes; to < end;) {
        size_t length = (size_t)((const char *)memchr(to, '\n', (size_t)(end - to)) - to);
        char size[32];
        int sizeLength = snprintf(size, sizeof size, "\t%zu\n", c->octets);
        append(&worker->ledger, to, length);
        append(&worker->ledger, "\t", 1);
        append(&worker->ledger, id, idLength);
        append(&worker->ledger, size, (size_t)sizeLength);
        to += length + 1;
    }
}

static void flushLedger(Worker *worker) {
    Buffer *ledger = &worker->ledger;
    if (ledger->length == 0) return;
    if (write(options.ledger, ledger->bytes, ledger->length) != (ssize_t)ledger->length) die("ledger");
    ledger->length = 0;
}

// MARK: the dialogue (RFC 5321)

static bool startsWith(const char *line, size_t length, const char *word) {
    size_t wordLength = strlen(word);
    return length >= wordLength && strncasecmp(line, word, wordLength) == 0;
}

static void resetTransaction(Connection *c) {
    c->recipients = c->octets = 0;
    c->to.length = c->head.length = 0;
}

static void rememberRecipient(Connection *c, const char *line, size_t length) {
    const char *open = memchr(line, '<', length);
    const char *close = memrchr(line, '>', length);
    if (!open || !close || close < open) return;
    append(&c->to, open + 1, (size_t)(close - open - 1));
    append(&c->to, "\n", 1);
}

static void command(Connection *c, const char *line, size_t length) {
    if (startsWith(line, length, "EHLO")) {
        resetTransaction(c);
        say(c, "250-sink.example\r\n");
        if (options.pipelining) say(c, "250-PIPELINING\r\n");
        say(c, "250-SIZE 52428800\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
    } else if (startsWith(line, length, "HELO")) {
        resetTransaction(c);
        say(c, "250 sink.example\r\n");
    } else if (startsWith(line, length, "MAIL FROM:")) {
        resetTransaction(c);
        say(c, "250 2.1.0 Ok\r\n");
    } else if (startsWith(line, length, "RCPT TO:")) {
        c->recipients++;
        if (options.ledger >= 0) rememberRecipient(c, line, length);
        say(c, "250 2.1.5 Ok\r\n");
    } else if (startsWith(line, length, "DATA")) {
        c->inMessage = c->recipients > 0;
        // The CRLF that ends the command may begin CRLF.CRLF: a message may be empty.
        if (c->inMessage) append(&c->head, "\r\n", 2);
        say(c, c->inMessage ? "354 Go ahead\r\n" : "503 5.5.1 No recipient\r\n");
    } else if (startsWith(line, length, "RSET")) {
        resetTransaction(c);
        say(c, "250 2.0.0 Ok\r\n");
    } else if (startsWith(line, length, "NOOP")) {
        say(c, "250 2.0.0 Ok\r\n");
    } else if (startsWith(line, length, "QUIT")) {
        c->ending = true;
        say(c, "221 2.0.0 Bye\r\n");
    } else {
        say(c, "500 5.5.2 What?\r\n");
    }
}

static void messageEnds(Worker *worker, Connection *c) {
    if (options.ledger >= 0) recordMessage(worker, c);
    int64_t now = nanoseconds(CLOCK_MONOTONIC), none = 0;
    atomic_compare_exchange_strong(&firstMessage, &none, now);
    atomic_store(&lastMessage, now);
    atomic_fetch_add(&octets, c->octets);
    uint64_t reached = atomic_fetch_add(&recipients, c->recipients) + c->recipients;
    bool isEnough = atomic_fetch_add(&messages, 1) + 1 == options.wanted;
    isEnough |= reached >= options.wantedRecipients && reached - c->recipients < options.wantedRecipients;
    if (isEnough) eventfd_write(enough, 1);
    c->inMessage = false;
    resetTransaction(c);
    say(c, "250 2.0.0 Ok: taken\r\n");
}

static void keepHead(Connection *c, const char *bytes, size_t length) {
    if (options.ledger < 0 || c->head.length >= HEAD_LIMIT) return;
    size_t room = HEAD_LIMIT - c->head.length;
    append(&c->head, bytes, length < room ? length : room);
}

// Takes message content up to CRLF.CRLF; returns how many octets it used. What may be the start of
// the end mark stays in the input until more has come.
static size_t takeContent(Worker *worker, Connection *c, const char *bytes, size_t length) {
    if (c->octets == 0) {
        if (length < 3) return 0;
        if (memcmp(bytes, ".\r\n", 3) == 0) {
            messageEnds(worker, c);
            return 3;
        }
    }
    const char *mark = memmem(bytes, length, "\r\n.\r\n", 5);
    size_t content = mark ? (size_t)(mark - bytes) + 2 : length > 4 ? length - 4 : 0;
    keepHead(c, bytes, content);
    c->octets += content;
    if (!mark) return content;
    messageEnds(worker, c);
    return content + 3;
}

static size_t takeLine(Connection *c, const char *bytes, size_t length) {
    const char *end = memmem(bytes, length, "\r\n", 2);
    if (!end) {
        if (length > LINE_LIMIT) {
            say(c, "500 5.5.2 Line too long\r\n");
            c->ending = true;
        }
        return 0;
    }
    command(c, bytes, (size_t)(end - bytes));
    return (size_t)(end - bytes) + 2;
}

static void takeInput(Worker *worker, Connection *c) {
    size_t at = 0;
    while (at < c->inputLength && !c->ending) {
        const char *bytes = c->input + at;
        size_t length = c->inputLength - at;
        size_t used = c->inMessage ? takeContent(worker, c, bytes, length) : takeLine(c, bytes, length);
        if (used == 0) break;
        at += used;
    }
    c->inputLength -= at;
    memmove(c->input, c->input + at, c->inputLength);
}

// MARK: connections

static void touch(Worker *worker, Connection *c) {
    if (c->touched) return;
    c->touched = true;
    worker->touched[worker->touchedCount++] = c;
}

static void readFrom(Worker *worker, Connection *c) {
    ssize_t got = recv(c->fd, c->input + c->inputLength, INPUT - c->inputLength, 0);
    if (got > 0) {
        int yes = 1;
        if (options.acknowledgesAtOnce) setsockopt(c->fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes); // not lasting
        c->inputLength += (size_t)got;
        takeInput(worker, c);
    } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
        c->dead = true;
    }
}

static void watch(Worker *worker, Connection *c, bool wantsWrite) {
    if (c->wantsWrite == wantsWrite) return;
    c->wantsWrite = wantsWrite;
    struct epoll_event event = {.events = EPOLLIN | (wantsWrite ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(worker->epoll, EPOLL_CTL_MOD, c->fd, &event);
}

static void writeTo(Worker *worker, Connection *c) {
    if (c->releasable == 0 || c->dead) return;
    ssize_t sent = send(c->fd, c->output.bytes, c->releasable, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) c->dead = true;
    if (sent > 0) {
        eat(&c->output, (size_t)sent);
        c->releasable -= (size_t)sent;
        c->grouped -= (size_t)sent;
    }
    if (!c->dead) watch(worker, c, c->releasable > 0);
}

static void enqueue(Worker *worker, Group group) {
    if (worker->count == worker->capacity) {
        size_t capacity = worker->capacity ? worker->capacity * 2 : 64;
        Group *grown = malloc(capacity * sizeof *grown);
        if (!grown) die("memory");
        for (size_t i = 0; i < worker->count; i++)
            grown[i] = worker->groups[(worker->head + i) % worker->capacity];
        free(worker->groups);
        worker->groups = grown;
        worker->capacity = capacity;
        worker->head = 0;
    }
    worker->groups[(worker->head + worker->count++) % worker->capacity] = group;
}

// New replies of this round become one group: sent now, or after the round trip's time.
static void groupReplies(Worker *worker, Connection *c) {
    size_t length = c->output.length - c->grouped;
    if (length == 0) return;
    c->grouped += length;
    if (options.latency == 0) {
        c->releasable += length;
        return;
    }
    c->delayed++;
    int64_t due = nanoseconds(CLOCK_MONOTONIC) + (int64_t)options.latency * 1000000;
    enqueue(worker, (Group){.due = due, .connection = c, .length = length});
}

static void releaseDue(Worker *worker) {
    int64_t now = worker->count ? nanoseconds(CLOCK_MONOTONIC) : 0;
    while (worker->count && worker->groups[worker->head].due <= now
           && worker->touchedCount < ROUND * 2) {
        Group group = worker->groups[worker->head];
        worker->head = (worker->head + 1) % worker->capacity;
        worker->count--;
        group.connection->delayed--;
        group.connection->releasable += group.length;
        touch(worker, group.connection);
    }
}

static void closeConnection(Connection *c) {
    if (c->fd >= 0) {
        close(c->fd);
        c->fd = -1;
        atomic_fetch_sub(&openConnections, 1);
    }
    if (c->delayed > 0) return; // the queue still names it; it is freed when its last group is due
    free(c->output.bytes);
    free(c->to.bytes);
    free(c->head.bytes);
    free(c);
}

// Ledger first, replies after: who reads a 250 finds the line in the ledger.
static void finishRound(Worker *worker) {
    flushLedger(worker);
    for (size_t i = 0; i < worker->touchedCount; i++) {
        Connection *c = worker->touched[i];
        c->touched = false;
        if (!c->dead) groupReplies(worker, c);
        writeTo(worker, c);
        if (c->dead || (c->ending && c->output.length == 0)) {
            c->dead = true;
            closeConnection(c);
        }
    }
    worker->touchedCount = 0;
}

static void *work(void *argument) {
    Worker *worker = argument;
    struct epoll_event events[ROUND];
    for (;;) {
        struct timespec wait, *limit = NULL;
        if (worker->count) {
            int64_t left = worker->groups[worker->head].due - nanoseconds(CLOCK_MONOTONIC);
            if (left < 0) left = 0;
            wait = (struct timespec){.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
            limit = &wait;
        }
        int ready = epoll_pwait2(worker->epoll, events, ROUND, limit, NULL);
        if (ready < 0 && errno != EINTR) die("epoll_pwait2");
        for (int i = 0; i < ready; i++) {
            Connection *c = events[i].data.ptr;
            touch(worker, c);
            if (!c->greeted) {
                c->greeted = true;
                say(c, "220 sink.example ESMTP\r\n");
                watch(worker, c, false);
            }
            if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readFrom(worker, c);
        }
        releaseDue(worker);
        finishRound(worker);
    }
    return NULL;
}

// MARK: the program

static int listenOnLoopback(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)options.port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    socklen_t length = sizeof address;
    if (fd < 0) die("socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&address, length) < 0 || listen(fd, 1024) < 0) die("listen");
    getsockname(fd, (struct sockaddr *)&address, &length);
    printf("{\"port\":%d}\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static void acceptOne(int listening, Worker *worker) {
    int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), yes = 1;
    if (fd < 0) return;
    Connection *c = calloc(1, sizeof *c);
    if (!c) die("memory");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    c->fd = fd;
    c->wantsWrite = true; // writable at once: that event is where the worker greets
    atomic_fetch_add(&connections, 1);
    atomic_fetch_add(&openConnections, 1);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    if (epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

static void acceptUntilStopped(int listening, int signals, Worker *workers) {
    struct pollfd watched[] = {
        {.fd = listening, .events = POLLIN}, {.fd = signals, .events = POLLIN}, {.fd = enough, .events = POLLIN}};
    size_t turn = 0;
    while (poll(watched, 3, -1) >= 0 || errno == EINTR) {
        if (watched[1].revents) return;
        if (watched[2].revents) break;
        if (watched[0].revents) acceptOne(listening, &workers[turn++ % (size_t)options.threads]);
    }
    for (int waited = 0; waited < GRACE_MS && atomic_load(&openConnections) > 0; waited++)
        if (poll(&watched[1], 1, 1) > 0) return;
}

static void printTotals(void) {
    int64_t first = atomic_load(&firstMessage), last = atomic_load(&lastMessage);
    printf("{\"messages\":%llu,\"recipients\":%llu,\"octets\":%llu,\"connections\":%llu,"
           "\"firstMessage\":%.6f,\"lastMessage\":%.6f,\"seconds\":%.6f}\n",
           (unsigned long long)messages, (unsigned long long)recipients, (unsigned long long)octets,
           (unsigned long long)connections, (double)first / 1e9, (double)last / 1e9, (double)(last - first) / 1e9);
    fflush(stdout);
}

static long number(const char *text, long low, long high) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno || *text == 0 || *end != 0 || value < low || value > high) {
        fprintf(stderr, "sink: '%s' is not a number from %ld to %ld\n", text, low, high);
        exit(64);
    }
    return value;
}

static void readOptions(int count, char **arguments) {
    int option;
    while ((option = getopt(count, arguments, "p:t:l:o:n:r:PQ")) != -1) {
        switch (option) {
        case 'p': options.port = (int)number(optarg, 0, 65535); break;
        case 't': options.threads = (int)number(optarg, 1, MAX_THREADS); break;
        case 'l': options.latency = (int)number(optarg, 0, 60000); break;
        case 'n': options.wanted = (uint64_t)number(optarg, 1, 1000000000); break;
        case 'r': options.wantedRecipients = (uint64_t)number(optarg, 1, 1000000000); break;
        case 'P': options.pipelining = false; break;
        case 'Q': options.acknowledgesAtOnce = true; break;
        case 'o':
            options.ledger = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
            if (options.ledger < 0) die(optarg);
            break;
        default:
            fprintf(stderr, "usage: sink [-p port] [-t threads] [-l ms] [-o ledger] [-n messages] "
                            "[-r recipients] [-P] [-Q]\n");
            exit(64);
        }
    }
}

int main(int count, char **arguments) {
    static Worker workers[MAX_THREADS];
    readOptions(count, arguments);
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    int signals = signalfd(-1, &stops, SFD_CLOEXEC);
    enough = eventfd(0, EFD_CLOEXEC);
    if (signals < 0 || enough < 0) die("signalfd");
    for (int i = 0; i < options.threads; i++) {
        workers[i].epoll = epoll_create1(EPOLL_CLOEXEC);
        if (workers[i].epoll < 0 || pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            die("worker");
    }
    int listening = listenOnLoopback();
    acceptUntilStopped(listening, signals, workers);
    printTotals();
    return 0;
}

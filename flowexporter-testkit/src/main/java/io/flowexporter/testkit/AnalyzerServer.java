package io.flowexporter.testkit;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An analyzer inside the test's own process: it speaks the Skydive analyzer's protocol over real sockets, one port of the
 * loopback interface for the flow subscription ({@code /ws/subscriber/flow}) and topology queries
 * ({@code /api/topology}), and does what it is told: plays a recording, sends garbage, breaks connections, refuses them.
 *
 * <p>It has its own WebSocket framing, because a correct server library can't be made to send half a frame. Safe for use
 * by several threads. What waits has a time-out and throws {@link IllegalStateException} when it is over.
 */
public final class AnalyzerServer implements AutoCloseable {
    /** The path of the flow subscription. */
    public static final String SUBSCRIPTION_PATH = "/ws/subscriber/flow";

    private static final String TOPOLOGY_PATH = "/api/topology";
    private static final String WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Setup setup;
    private final ServerSocket listener;
    private final TopologyEndpoint topology;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    // The state below is guarded by this lock, and its changes are signalled through it.
    private final Object lock = new Object();
    private final Map<String, Subscriber> subscribers = new HashMap<>();
    private final Set<String> registered = new HashSet<>();
    private final Set<String> heldHostIds = new HashSet<>();
    private final List<Connect> connects = new ArrayList<>();
    private final List<Integer> closeCodes = new ArrayList<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private Duration slowestPong = Duration.ZERO;
    private int pongs;
    private boolean anonymous;
    private boolean closed;

    // Keeps messages in the order they were published.
    private final Object publishing = new Object();

    private AnalyzerServer(Setup setup) throws IOException {
        this.setup = setup;
        this.topology = new TopologyEndpoint(setup.answers, this::changed);
        this.listener = setup.tls.isPresent()
                ? setup.tls.get().getServerSocketFactory().createServerSocket()
                : new ServerSocket();
        if (listener instanceof SSLServerSocket secure) {
            secure.setNeedClientAuth(setup.clientCertificates);
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), setup.port));
        thread("accept", this::accept);
        thread("watch", this::dropTheDead);
    }

    /** An analyzer with nothing special. */
    public static AnalyzerServer start() {
        return setup().start();
    }

    /** What an analyzer is like, before it starts. */
    public static Setup setup() {
        return new Setup();
    }

    /** Settings of an {@link AnalyzerServer}; each setter returns this. */
    public static final class Setup {
        private int port;
        private String hostId = "lab-host";
        private Optional<String> basic = Optional.empty();
        private Optional<String> token = Optional.empty();
        private Optional<SSLContext> tls = Optional.empty();
        private boolean clientCertificates;
        private Duration pingEvery = Duration.ofSeconds(2);
        private Duration dropAfter = Duration.ofSeconds(7);
        private boolean forgetsRegistrations = true;
        private boolean stallsOnSlowSubscriber = true;
        private int queueLength = 10_000;
        private UnaryOperator<String> answers = TopologyAnswers.recorded();

        private Setup() {}

        /** The port; 0, the default, for any free one. */
        public Setup port(int number) {
            port = number;
            return this;
        }

        /** The analyzer's own id; {@code lab-host} by default. */
        public Setup hostId(String id) {
            hostId = id;
            return this;
        }

        /** Credentials that clients must give; none are asked for by default. */
        public Setup credentials(String user, String password) {
            byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
            basic = Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
            return this;
        }

        /** A token that clients may give in the cookie {@code authtoken} instead of credentials. */
        public Setup token(String value) {
            token = Optional.of(value);
            return this;
        }

        /** Speaks TLS with that certificate and trust. */
        public Setup tls(SSLContext context) {
            tls = Optional.of(context);
            return this;
        }

        /** Refuses TLS clients without a certificate that the context trusts. */
        public Setup clientCertificates() {
            clientCertificates = true;
            return this;
        }

        /** How often subscribers are pinged, 2 s by default, and when one without a pong is dropped, 7 s by default. */
        public Setup pings(Duration every, Duration drop) {
            pingEvery = every;
            dropAfter = drop;
            return this;
        }

        /** Whether the end of any subscriber makes the analyzer forget all registrations, as the real one does. */
        public Setup forgetsRegistrations(boolean fault) {
            forgetsRegistrations = fault;
            return this;
        }

        /**
         * Whether a subscriber whose queue is full stalls all, as at the real analyzer; else it alone misses messages.
         */
        public Setup stallsOnSlowSubscriber(boolean fault) {
            stallsOnSlowSubscriber = fault;
            return this;
        }

        /** How many messages wait for one subscriber; 10,000 by default. */
        public Setup queueLength(int messages) {
            queueLength = messages;
            return this;
        }

        /** Answers to topology queries; those of the recordings by default. */
        public Setup topology(UnaryOperator<String> answersByQuery) {
            answers = answersByQuery;
            return this;
        }

        /** Starts it. */
        public AnalyzerServer start() {
            try {
                return new AnalyzerServer(this);
            } catch (IOException e) {
                throw new IllegalStateException("Cannot start an analyzer at port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    // ---- where it is

    /** The port it listens at. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The address of the flow subscription. */
    public String url() {
        return (setup.tls.isPresent() ? "wss" : "ws") + "://127.0.0.1:" + port() + SUBSCRIPTION_PATH;
    }

    /** {@code host:port}, as in the list {@code analyzers}. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    // ---- what it sends

    /**
     * Sends a message as the analyzer would: to the subscribers of its namespace; of flows, also each capture's own to
     * the subscribers of {@code flow/<capture>}.
     */
    public void publish(String message) {
        publish(message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message in UTF-8 as {@link #publish(String)} does. */
    public void publish(byte[] message) {
        synchronized (publishing) {
            String namespace = Messages.namespace(message);
            deliver(listeners(namespace), Outgoing.frame(WireFrame.TEXT, message));
            if (namespace.equals("flow")) {
                for (String asked : captureNamespaces()) {
                    Messages.ofCapture(message, asked)
                            .ifPresent(part -> deliver(listeners(asked), Outgoing.frame(WireFrame.TEXT, part)));
                }
            }
        }
    }

    /**
     * Publishes a recording's messages.
     *
     * @param speed 1 for as fast as it was recorded, 10 for ten times that, 0 for as fast as the subscribers take it
     */
    public void play(Recording recording, double speed) {
        long begin = System.nanoTime();
        for (Recording.Frame frame : recording.frames()) {
            if (speed > 0) {
                long due = begin + (long) (frame.seconds() / speed * 1e9);
                synchronized (lock) {
                    for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
                        waitForChange(left);
                    }
                }
            }
            publish(frame.text());
        }
    }

    /** Sends a text frame with these bytes, whatever they are, to every subscriber. */
    public void sendText(byte[] payload) {
        sendToAll(Outgoing.frame(WireFrame.TEXT, payload));
    }

    /** Sends a text frame to every subscriber. */
    public void sendText(String payload) {
        sendText(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary frame to every subscriber. */
    public void sendBinary(byte[] payload) {
        sendToAll(Outgoing.frame(WireFrame.BINARY, payload));
    }

    /** Sends a text message in fragments to every subscriber. */
    public void sendFragmented(byte[] payload, int fragments) {
        sendToAll(Outgoing.fragments(payload, fragments));
    }

    /** Sends a text message of so many blanks, which is never in memory whole, to every subscriber. */
    public void sendBlanks(long bytes, int fragments) {
        sendToAll(Outgoing.blanks(bytes, fragments));
    }

    /** Sends bytes that may be no frame at all to every subscriber. */
    public void sendRaw(byte[] bytes) {
        sendToAll(Outgoing.bytes(bytes));
    }

    /** Sends the first half of a message's frame to every subscriber, and ends the connections so. */
    public void sendHalf(String message, Ending ending) {
        sendToAll(Outgoing.half(message.getBytes(StandardCharsets.UTF_8), ending));
    }

    // ---- what it does to connections

    /** Answers that status (401, 403, 409, 500…) to so many of the next requests for a subscription. */
    public void refuse(int requests, int status) {
        synchronized (lock) {
            for (int i = 0; i < requests; i++) {
                refusals.add(status);
            }
        }
    }

    /** Accepts subscriptions, but without saying that it is a Skydive analyzer; or as usual again. */
    public void anonymous(boolean hide) {
        synchronized (lock) {
            anonymous = hide;
        }
    }

    /** Acts as if another client, or a session that died unnoticed, used this host id: 409 for it. */
    public void holdHostId(String hostId) {
        synchronized (lock) {
            heldHostIds.add(hostId);
        }
    }

    /** Ends {@link #holdHostId}. */
    public void freeHostId(String hostId) {
        synchronized (lock) {
            heldHostIds.remove(hostId);
        }
    }

    /** Ends all subscribers' connections so, behind what is queued for them. */
    public void endAll(Ending ending) {
        sendToAll(Outgoing.end(ending));
    }

    /** Ends all subscribers' connections so, at once. */
    public void dropAll(Ending ending) {
        everybody().forEach(subscriber -> subscriber.end(ending));
    }

    /** Forgets all registrations, as if some other subscriber had gone: connections stay, and are pinged. */
    public void forgetRegistrations() {
        synchronized (lock) {
            registered.clear();
        }
    }

    /** Registers a namespace again, as if some other subscriber had come with it. */
    public void register(String namespace) {
        synchronized (lock) {
            registered.add(namespace);
        }
    }

    // ---- topology

    /** Answers topology queries from that function from now on. */
    public void topology(UnaryOperator<String> answersByQuery) {
        topology.answers(answersByQuery);
    }

    /** Goes wrong so from now on. */
    public void topologyFault(TopologyFault fault) {
        topology.fault(fault);
    }

    /** All topology queries so far. */
    public List<String> queries() {
        return topology.queries();
    }

    // ---- what it saw

    /** All requests for a subscription so far, refused ones too. */
    public List<Connect> connects() {
        synchronized (lock) {
            return List.copyOf(connects);
        }
    }

    /** The requests for a subscription that were accepted. */
    public List<Connect> accepted() {
        return connects().stream().filter(connect -> connect.status() == 101).toList();
    }

    /** How many subscribers are connected now. */
    public int subscribers() {
        synchronized (lock) {
            return subscribers.size();
        }
    }

    /** The codes of the close frames that came from subscribers. */
    public List<Integer> closeCodes() {
        synchronized (lock) {
            return List.copyOf(closeCodes);
        }
    }

    /** How many pings were answered. */
    public int pongs() {
        synchronized (lock) {
            return pongs;
        }
    }

    /** The longest that a pong took. */
    public Duration slowestPong() {
        synchronized (lock) {
            return slowestPong;
        }
    }

    // ---- waiting

    /** Waits until so many requests for a subscription came, refused ones too. */
    public void awaitConnects(int count, Duration timeout) {
        await(() -> connects().size() >= count, timeout, () -> count + " connects; there were " + connects());
    }

    /** Waits until so many subscriptions were accepted, ended ones too. */
    public void awaitAccepted(int count, Duration timeout) {
        await(() -> accepted().size() >= count, timeout, () -> count + " subscriptions; there were " + connects());
    }

    /** Waits until exactly so many subscribers are connected. */
    public void awaitSubscribers(int count, Duration timeout) {
        await(() -> subscribers() == count, timeout, () -> count + " subscribers; there were " + subscribers());
    }

    /** Waits until all that was sent is written to the subscribers' sockets. */
    public void awaitSent(Duration timeout) {
        await(() -> everybody().stream().allMatch(Subscriber::idle), timeout, () -> "all to be sent");
    }

    /** Waits until a condition of this server is true. */
    public void await(BooleanSupplier condition, Duration timeout) {
        await(condition, timeout, () -> "the condition; there were " + connects());
    }

    private void await(BooleanSupplier condition, Duration timeout, Supplier<String> what) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lock) {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IllegalStateException("Waited " + timeout.toMillis() + " ms in vain for " + what.get());
                }
                // Some conditions change without a signal.
                waitForChange(Math.min(left, TimeUnit.MILLISECONDS.toNanos(20)));
            }
        }
    }

    private void waitForChange(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(lock, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }

    private void changed() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** Ends all connections and threads. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        topology.close();
        try {
            listener.close();
        } catch (IOException e) {
            // It is no longer of use either way.
        }
        dropAll(Ending.FIN);
        sockets.forEach(AnalyzerServer::closeQuietly);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        for (Thread thread : threads) {
            thread.interrupt();
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    // ---- inside

    private void deliver(List<Subscriber> to, Outgoing outgoing) {
        try {
            for (Subscriber subscriber : to) {
                subscriber.offer(outgoing, setup.stallsOnSlowSubscriber ? PATIENCE : Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while sending", e);
        }
    }

    private void sendToAll(Outgoing outgoing) {
        synchronized (publishing) {
            deliver(everybody(), outgoing);
        }
    }

    private List<Subscriber> everybody() {
        synchronized (lock) {
            return List.copyOf(subscribers.values());
        }
    }

    private List<Subscriber> listeners(String namespace) {
        synchronized (lock) {
            return registered.contains(namespace)
                    ? subscribers.values().stream()
                            .filter(subscriber -> subscriber.asksFor(namespace))
                            .toList()
                    : List.of();
        }
    }

    private List<String> captureNamespaces() {
        synchronized (lock) {
            return registered.stream().filter(name -> name.startsWith("flow/")).toList();
        }
    }

    private void thread(String role, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                "analyzer-" + port() + '-' + role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                if (listener.isClosed()) {
                    closeQuietly(socket);
                }
                thread("connection", () -> serve(socket));
            } catch (IOException e) {
                // A client that gave up during the handshake, or the end, which the loop's condition sees.
                continue;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            OutputStream out = socket.getOutputStream();
            for (Optional<HttpRequest> request = HttpRequest.read(in);
                    request.isPresent();
                    request = HttpRequest.read(in)) {
                if (request.get().path().equals(SUBSCRIPTION_PATH)) {
                    subscribe(request.get(), socket, in, out);
                    return;
                }
                answer(request.get()).write(out);
            }
        } catch (IOException e) {
            // The client went away, or sent what is no request: its connection ends, nothing else.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private HttpAnswer answer(HttpRequest request) throws InterruptedException {
        if (!request.path().equals(TOPOLOGY_PATH)) {
            return HttpAnswer.of(404);
        }
        return authorized(request) ? topology.answer(request) : HttpAnswer.of(401);
    }

    private boolean authorized(HttpRequest request) {
        if (setup.basic.isEmpty() && setup.token.isEmpty()) {
            return true;
        }
        return setup.basic.filter(request.value("Authorization")::equals).isPresent()
                || setup.token.isPresent() && setup.token.equals(request.cookie("authtoken"));
    }

    private void subscribe(HttpRequest request, Socket socket, DataInputStream in, OutputStream out)
            throws IOException {
        String hostId = request.value("X-Host-ID");
        if (hostId.isEmpty()) {
            hostId = socket.getRemoteSocketAddress().toString();
        }
        Subscriber subscriber =
                new Subscriber(hostId, namespaces(request), socket, in, setup.queueLength, setup.pingEvery, new Seen());
        HttpAnswer answer;
        boolean typed = !request.value("X-Client-Type").isEmpty();
        synchronized (lock) {
            int status = status(request, hostId);
            answer = status == 101 ? upgrade(request) : HttpAnswer.of(status);
            if (status == 101 && typed) {
                subscribers.put(hostId, subscriber);
                registered.addAll(subscriber.namespaces());
            }
            // Before the answer: who has it may look here at once.
            connects.add(new Connect(request.target(), request.headers(), answer.status()));
            lock.notifyAll();
        }
        try {
            answer.write(out);
            if (answer.status() != 101) {
                return;
            }
            if (typed) {
                thread("writer", subscriber::write);
                subscriber.read();
            } else {
                subscriber.end(Ending.CLOSE_FRAME);
            }
        } finally {
            leave(subscriber);
        }
        drain(socket, in);
    }

    private static List<String> namespaces(HttpRequest request) {
        List<String> asked = request.headers().getOrDefault("X-Websocket-Namespace", List.of());
        return asked.isEmpty() ? List.of("flow", "stats") : asked;
    }

    private int status(HttpRequest request, String hostId) {
        if (!refusals.isEmpty()) {
            return refusals.remove();
        }
        if (!authorized(request)) {
            return 401;
        }
        if (subscribers.containsKey(hostId) || heldHostIds.contains(hostId)) {
            return 409;
        }
        String protocol = request.value("X-Client-Protocol");
        boolean upgrade = request.value("Upgrade").equalsIgnoreCase("websocket");
        return upgrade && (protocol.isEmpty() || protocol.equals("json")) ? 101 : 400;
    }

    private HttpAnswer upgrade(HttpRequest request) {
        HttpAnswer answer = new HttpAnswer(101, Map.of(), new byte[0])
                .with("Upgrade", "websocket")
                .with("Connection", "Upgrade")
                .with("Sec-WebSocket-Accept", accept(request.value("Sec-WebSocket-Key")));
        return anonymous ? answer : answer.with("X-Host-Id", setup.hostId).with("X-Service-Type", "analyzer");
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + WEBSOCKET_GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot accept a WebSocket: this Java has no SHA-1", e);
        }
    }

    private void leave(Subscriber subscriber) {
        synchronized (lock) {
            if (subscribers.remove(subscriber.hostId(), subscriber)) {
                registered.retainAll(setup.forgetsRegistrations ? Set.of() : stillAskedFor());
            }
            lock.notifyAll();
        }
    }

    private Set<String> stillAskedFor() {
        Set<String> namespaces = new HashSet<>();
        subscribers.values().forEach(subscriber -> namespaces.addAll(subscriber.namespaces()));
        return namespaces;
    }

    // A socket closed over unread bytes sends a reset, which would take away what the client has not read yet.
    private static void drain(Socket socket, DataInputStream in) {
        try {
            socket.setSoTimeout(1_000);
            byte[] rest = new byte[4096];
            while (in.read(rest) >= 0) {
                continue;
            }
        } catch (IOException e) {
            // The client does not close its side, or it is closed already.
        }
    }

    private void dropTheDead() {
        long step = Math.max(1, setup.dropAfter.toMillis() / 20);
        while (true) {
            synchronized (lock) {
                if (closed) {
                    return;
                }
                try {
                    lock.wait(step);
                } catch (InterruptedException e) {
                    return;
                }
            }
            for (Subscriber subscriber : everybody()) {
                if (subscriber.sincePong().compareTo(setup.dropAfter) > 0) {
                    subscriber.giveUp();
                    leave(subscriber);
                }
            }
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nobody to tell.
        }
    }

    private final class Seen implements Subscriber.Events {
        @Override
        public void pong(Duration after) {
            synchronized (lock) {
                pongs++;
                slowestPong = after.compareTo(slowestPong) > 0 ? after : slowestPong;
                lock.notifyAll();
            }
        }

        @Override
        public void closeFrame(Subscriber from, int code) {
            synchronized (lock) {
                closeCodes.add(code);
                // Before its close frame is answered: who has the answer is gone for whoever looks here.
                leave(from);
            }
        }

        @Override
        public void wrote() {
            changed();
        }
    }
}

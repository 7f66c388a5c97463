package io.flowexporter.examples.proof;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * An HTTP proxy in front of a store that goes wrong as stores do, and remembers each PUT. It passes on what it gets as it
 * is, so that signatures stay right; each connection carries one request. Safe for use by several threads.
 */
final class StoreFront implements AutoCloseable {
    private static final String BUSY = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SlowDown</Code>"
            + "<Message>Please reduce your request rate.</Message></Error>";

    private static final String REVOKED = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidAccessKeyId"
            + "</Code><Message>The access key does not exist in our records.</Message></Error>";

    private final ServerSocket listener;
    private final String bucket;
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private final SplittableRandom random;
    private final Deck<StoreFault> deck;
    private final List<Put> puts = new ArrayList<>();
    private Supplier<StoreFault> faults = () -> StoreFault.NONE;
    private boolean down;
    private boolean forbidden;

    private StoreFront(URI store, String bucket, long seed) throws IOException {
        this.port = store.getPort();
        this.bucket = bucket;
        this.random = new SplittableRandom(seed);
        this.deck = StoreFault.deck(seed);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin(this::accept);
    }

    /** A front of that store, without faults as yet. */
    static StoreFront of(String endpoint, String bucket, long seed) throws IOException {
        return new StoreFront(URI.create(endpoint), bucket, seed);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Goes wrong now and then from now on. */
    synchronized void goWrong() {
        faults = deck::draw;
    }

    /** Does this to every PUT from now on. */
    synchronized void always(StoreFault fault) {
        faults = () -> fault;
    }

    /** Passes all on from now on. */
    synchronized void goRight() {
        down = false;
        forbidden = false;
        always(StoreFault.NONE);
    }

    /** Knows the credentials no longer, from now on. */
    synchronized void goForbidden() {
        forbidden = true;
    }

    /** Resets all connections, those that there are and those that come, from now on. */
    synchronized void goDown() {
        down = true;
        clients.forEach(StoreFront::reset);
    }

    /** All PUTs that are over, in the order in which they ended. */
    synchronized List<Put> puts() {
        return List.copyOf(puts);
    }

    /** Waits until no request is under way. */
    void awaitIdle() throws InterruptedException {
        for (Thread thread : threads) {
            if (!thread.getName().endsWith("accept")) {
                thread.join();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        clients.forEach(StoreFront::reset);
        threads.forEach(Thread::interrupt);
    }

    private void begin(Runnable work) {
        Runnable counted = () -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        };
        Thread thread = new Thread(counted, "store-front-" + (threads.isEmpty() ? "accept" : "request"));
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                if (isDown() || listener.isClosed()) {
                    reset(client);
                    clients.remove(client);
                } else {
                    begin(() -> serve(client));
                }
            } catch (IOException e) {
                // The end, which the loop's condition sees.
                continue;
            }
        }
    }

    private synchronized boolean isDown() {
        return down;
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            byte[] head = head(in);
            if (head.length == 0) {
                return;
            }
            String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
            String[] request = lines[0].split(" ");
            int length = contentLength(lines);
            if (request[0].equals("PUT")) {
                put(key(request[1]), head, length, in, client);
            } else {
                client.getOutputStream().write(exchange(head, in.readNBytes(length)));
            }
        } catch (IOException e) {
            // Whoever asked is gone, or the store is: then whoever asked sees no answer.
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    private void put(String key, byte[] head, int length, InputStream in, Socket client)
            throws IOException, InterruptedException {
        StoreFault fault;
        long stall;
        boolean harsh;
        boolean refused;
        synchronized (this) {
            refused = forbidden;
            fault = faults.get();
            stall = random.nextLong(200, 1_500);
            harsh = random.nextBoolean();
        }
        byte[] body = in.readNBytes(fault == StoreFault.RESET ? length / 2 : length);
        Optional<String> hash = body.length == length ? Optional.of(hash(body)) : Optional.empty();
        int status = 0;
        try {
            if (hash.isEmpty() || fault == StoreFault.RESET) {
                reset(client);
                return;
            }
            OutputStream out = client.getOutputStream();
            if (refused) {
                status = 403;
                out.write(error("403 Forbidden", "", REVOKED));
                return;
            }
            if (fault == StoreFault.BUSY || fault == StoreFault.BUSY_RETRY_AFTER) {
                out.write(busy(fault == StoreFault.BUSY_RETRY_AFTER));
                return;
            }
            if (fault == StoreFault.STALLED) {
                Thread.sleep(stall);
            }
            byte[] answer = exchange(head, body);
            status = Integer.parseInt(new String(answer, 9, 3, StandardCharsets.ISO_8859_1));
            switch (fault) {
                case STORED_HALF_ANSWERED -> out.write(answer, 0, answer.length / 2);
                case STORED_UNANSWERED -> {
                    if (harsh) {
                        reset(client);
                    }
                }
                default -> out.write(answer);
            }
        } finally {
            synchronized (this) {
                puts.add(new Put(key, hash, length, fault, status));
            }
        }
    }

    /** The store's answer. */
    private byte[] exchange(byte[] head, byte[] body) throws IOException {
        try (Socket store = new Socket(InetAddress.getLoopbackAddress(), port)) {
            store.setTcpNoDelay(true);
            OutputStream out = store.getOutputStream();
            out.write(head, 0, head.length - 2);
            // So that the answer ends with the connection; no signature covers this header.
            out.write("Connection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            byte[] answer = store.getInputStream().readAllBytes();
            if (answer.length < 12) {
                throw new IOException("the store gave no answer");
            }
            return answer;
        }
    }

    private static byte[] busy(boolean retryAfter) {
        return error("503 Service Unavailable", retryAfter ? "Retry-After: 1\r\n" : "", BUSY);
    }

    private static byte[] error(String status, String headers, String body) {
        String answer = "HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\n" + headers + "Content-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        return answer.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A request's head, with the empty line that ends it; nothing if there is none. */
    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 4) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            head.write(next);
            ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        return withoutConnection(head.toString(StandardCharsets.ISO_8859_1));
    }

    private static byte[] withoutConnection(String head) {
        return head.replaceAll("(?i)\r\nConnection:[^\r]*", "").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int contentLength(String... lines) throws IOException {
        for (String line : lines) {
            String[] header = line.split(":", 2);
            if (header[0].equalsIgnoreCase("Content-Length")) {
                return Integer.parseInt(header[1].strip());
            }
            if (header[0].equalsIgnoreCase("Transfer-Encoding")) {
                throw new IOException("a body of unknown length");
            }
        }
        return 0;
    }

    private String key(String target) {
        String path = target.split("\\?")[0];
        String prefix = "/" + bucket + "/";
        String key = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        return URLDecoder.decode(key, StandardCharsets.UTF_8);
    }

    /** What a content is recognized by. */
    static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256", e);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}

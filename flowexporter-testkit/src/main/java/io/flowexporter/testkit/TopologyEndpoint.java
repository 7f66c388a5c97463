package io.flowexporter.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** Answers {@code POST /api/topology}. */
final class TopologyEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final Object turn = new Object();
    private final Runnable asked;
    private UnaryOperator<String> answers;
    private TopologyFault fault = TopologyFault.NONE;
    private boolean closed;

    TopologyEndpoint(UnaryOperator<String> answers, Runnable asked) {
        this.answers = answers;
        this.asked = asked;
    }

    List<String> queries() {
        return List.copyOf(queries);
    }

    void answers(UnaryOperator<String> changed) {
        synchronized (turn) {
            answers = changed;
        }
    }

    void fault(TopologyFault changed) {
        synchronized (turn) {
            fault = changed;
            turn.notifyAll();
        }
    }

    void close() {
        synchronized (turn) {
            closed = true;
            turn.notifyAll();
        }
    }

    HttpAnswer answer(HttpRequest request) throws InterruptedException {
        if (!request.method().equals("POST")) {
            return HttpAnswer.of(405);
        }
        String query;
        try {
            JsonNode body = JSON.readTree(request.body());
            query = body.path("GremlinQuery").asText();
        } catch (IOException e) {
            return HttpAnswer.of(400, "Cannot read the body: it is no JSON\n");
        }
        queries.add(query);
        asked.run();
        TopologyFault now = sufferFault();
        if (now.status() != 200) {
            return HttpAnswer.of(now.status());
        }
        if (now.garbage()) {
            return HttpAnswer.json("[{\"Metadata\":".getBytes(StandardCharsets.UTF_8));
        }
        if (query.isEmpty()) {
            return HttpAnswer.of(204);
        }
        UnaryOperator<String> source;
        synchronized (turn) {
            source = answers;
        }
        byte[] body = source.apply(query).getBytes(StandardCharsets.UTF_8);
        return request.value("Accept-Encoding").contains("gzip")
                ? HttpAnswer.json(zipped(body)).with("Content-Encoding", "gzip")
                : HttpAnswer.json(body);
    }

    private TopologyFault sufferFault() throws InterruptedException {
        synchronized (turn) {
            long deadline = System.nanoTime() + fault.delay().toNanos();
            while (!closed) {
                long left = deadline - System.nanoTime();
                if (fault.hang()) {
                    turn.wait();
                } else if (left > 0) {
                    turn.wait(left / 1_000_000 + 1);
                } else {
                    break;
                }
            }
            return fault;
        }
    }

    private static byte[] zipped(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot compress in memory", e);
        }
        return bytes.toByteArray();
    }
}

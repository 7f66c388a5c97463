package io.flowexporter.core.durability.journal;

import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.FlowBatch;
import io.flowexporter.api.flow.Gap;
import io.flowexporter.core.flow.JsonFlow;
import io.flowexporter.core.flow.MalformedMessageException;
import io.flowexporter.core.flow.MessageParser;
import io.flowexporter.core.flow.ParsedMessage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a batch stands in an entry: number of flows (4 bytes), number of refusals (4); for each of those whether it is a loss (1), length of the
 * reason's name (1), the name, flows (8); number of gaps (4), for each of those length of its reason (1), the reason, begin and end (8 + 4 each); then the flows as a message of the analyzer. What is read back has the same flows at the same
 * indexes. For one thread.
 */
final class BatchFormat {
    /** Flows of an entry that can't be read again. */
    static final DropReason UNREADABLE = DropReason.lost("journal_corrupt");

    private static final byte[] BEGIN = "{\"Obj\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final MessageParser parser = new MessageParser();

    static void write(FlowBatch batch, OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(batch.flows().size());
        data.writeInt(batch.refused().size());
        for (FlowBatch.Refused each : batch.refused()) {
            data.writeByte(each.reason().kind().ordinal());
            write(each.reason().name(), data);
            data.writeLong(each.flows());
        }
        data.writeInt(batch.gaps().size());
        for (Gap gap : batch.gaps()) {
            write(gap.reason(), data);
            write(gap.from(), data);
            write(gap.until(), data);
        }
        data.flush();
        out.write(BEGIN);
        JsonFlow.writeAll(batch.flows(), out);
        out.write(END);
    }

    private static void write(String name, DataOutputStream data) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        data.writeByte(bytes.length);
        data.write(bytes);
    }

    private static void write(Instant time, DataOutputStream data) throws IOException {
        data.writeLong(time.getEpochSecond());
        data.writeInt(time.getNano());
    }

    private static String name(ByteBuffer payload) {
        byte[] name = new byte[Byte.toUnsignedInt(payload.get())];
        payload.get(name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private static Instant time(ByteBuffer payload) {
        return Instant.ofEpochSecond(payload.getLong(), payload.getInt());
    }

    private static List<Gap> gaps(ByteBuffer payload) {
        List<Gap> gaps = new ArrayList<>();
        int count = payload.getInt();
        for (int i = 0; i < count; i++) {
            gaps.add(new Gap(name(payload), time(payload), time(payload)));
        }
        return gaps;
    }

    /** How many flows came with an entry, those that were refused included; 1 if nobody can tell, as {@link #read} has it. */
    static long received(JournalEntry entry) {
        try {
            ByteBuffer payload = entry.payload();
            long received = payload.getInt();
            for (FlowBatch.Refused each : refused(payload)) {
                received += each.flows();
            }
            return received;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return 1;
        }
    }

    /** The batch of an entry, at its position. What can't be read any more is refused. */
    FlowBatch read(JournalEntry entry) {
        FlowBatch batch;
        try {
            batch = read(entry.payload());
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | DateTimeException
                | MalformedMessageException e) {
            // Its checksum is right, so another program wrote it.
            batch = FlowBatch.empty().withRefused(UNREADABLE, 1);
        }
        return batch.at(entry.position());
    }

    private FlowBatch read(ByteBuffer payload) throws MalformedMessageException {
        int count = payload.getInt();
        List<FlowBatch.Refused> refused = refused(payload);
        List<Gap> gaps = gaps(payload);
        byte[] message = new byte[payload.remaining()];
        payload.get(message);
        ParsedMessage parsed = parser.parse(message);
        FlowBatch batch = FlowBatch.of(parsed.flows());
        if (count > 0) {
            batch = batch.holding(message.length);
        }
        for (FlowBatch.Refused each : refused) {
            batch = batch.withRefused(each.reason(), each.flows());
        }
        for (Gap gap : gaps) {
            batch = batch.withGap(gap);
        }
        int unreadable = count - parsed.flows().size();
        return unreadable > 0 ? batch.withRefused(UNREADABLE, unreadable) : batch;
    }

    private static DropReason.Kind kind(int number) {
        DropReason.Kind[] kinds = DropReason.Kind.values();
        if (number < 0 || number >= kinds.length) {
            throw new IllegalArgumentException("Cannot read a refusal of kind " + number);
        }
        return kinds[number];
    }

    private static List<FlowBatch.Refused> refused(ByteBuffer payload) {
        FlowBatch batch = FlowBatch.empty();
        int count = payload.getInt();
        for (int i = 0; i < count; i++) {
            DropReason.Kind kind = kind(payload.get());
            batch = batch.withRefused(new DropReason(name(payload), kind), payload.getLong());
        }
        return batch.refused();
    }
}

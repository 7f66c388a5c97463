package io.flowexporter.vpclogs;

import io.flowexporter.api.Configured;
import io.flowexporter.api.Option;
import io.flowexporter.api.StageType;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.stage.StoreHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The storeheader {@code vpclogs}: version, times, state and number of the records around them, and whatever else the
 * settings name. All fields stand in alphabetical order.
 *
 * <pre>{@code
 * .storeHeader(VpcLogsHeader.fields(Map.of("collector_crn", "crn:v1:…")))
 * }</pre>
 */
public final class VpcLogsHeader extends Configured<StoreHeader> {
    /** What else the header says. */
    public static final Option<Map<String, String>> FIELDS = Option.entries()
            .defaultValue(Map.of())
            .doc("Copied into the header, names in lower case, values as text; the header's own six names stay as they "
                    + "are: capture_end_time, capture_start_time, flow_logs, number_of_flow_logs, state, version.");

    /** Its type. */
    public static final StageType<StoreHeader> TYPE = StageType.storeHeader(
                    "vpclogs", (settings, context) -> new Header(settings.get(FIELDS)), FIELDS)
            .doc("The header of IBM VPC flow logs.");

    private VpcLogsHeader(Configured<StoreHeader> configured) {
        super(configured);
    }

    /** A header that says nothing else. */
    public static VpcLogsHeader plain() {
        return new VpcLogsHeader(TYPE.configured());
    }

    /** A header that says that, too. */
    public static VpcLogsHeader fields(Map<String, String> fields) {
        return new VpcLogsHeader(TYPE.with(FIELDS, Map.copyOf(fields)));
    }

    private static final class Header implements StoreHeader {
        private static final String RECORDS = "flow_logs";
        private static final Set<String> OWN =
                Set.of("version", "capture_start_time", "capture_end_time", "state", "number_of_flow_logs", RECORDS);

        private final List<Envelope.Field> fixed;

        Header(Map<String, String> settings) {
            Map<String, String> copied = new TreeMap<>();
            settings.forEach((name, value) -> copied.put(name.toLowerCase(Locale.ROOT), value));
            copied.keySet().removeAll(OWN);
            List<Envelope.Field> fields = new ArrayList<>();
            fields.add(new Envelope.Text("version", "0.0.1"));
            copied.forEach((name, value) -> fields.add(new Envelope.Text(name, value)));
            fixed = List.copyOf(fields);
        }

        @Override
        public Envelope envelope(ObjectInfo info) {
            List<Envelope.Field> fields = new ArrayList<>(fixed);
            fields.add(new Envelope.Text(
                    "capture_start_time", WholeSeconds.text(info.first().toEpochMilli())));
            fields.add(new Envelope.Text(
                    "capture_end_time", WholeSeconds.text(info.last().toEpochMilli())));
            fields.add(new Envelope.Text("state", info.complete() ? "ok" : "skip data"));
            fields.add(new Envelope.Number("number_of_flow_logs", info.records()));
            return Envelope.sorted(fields, RECORDS);
        }
    }
}

package io.flowexporter.vpclogs;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Tag;
import io.flowexporter.api.object.Envelope;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.object.ObjectInfo;
import io.flowexporter.api.record.Field;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.JsonEncoding;
import io.flowexporter.testkit.TestContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VpcLogsHeaderTest {
    private static final ObjectInfo INFO = ObjectInfo.at("bucket", "key", Tag.INTERNAL)
            .records(100)
            .covers(Instant.parse("2026-11-23T07:26:17.999Z"), Instant.parse("2026-11-23T07:26:27Z"))
            .build();

    @Test
    void allFieldsStandInAlphabeticalOrder() {
        assertThat(written(VpcLogsHeader.plain(), INFO))
                .isEqualTo("{\"capture_end_time\":\"2026-11-23T07:26:27Z\","
                        + "\"capture_start_time\":\"2026-11-23T07:26:17Z\",\"flow_logs\":[],"
                        + "\"number_of_flow_logs\":100,\"state\":\"ok\",\"version\":\"0.0.1\"}\n");
    }

    @Test
    void settingsAreCopiedButDoNotTouchTheHeadersOwn() {
        Map<String, String> settings = new HashMap<>();
        settings.put("Collector_CRN", "crn:v1:bluemix");
        settings.put("instance_crn", "");
        settings.put("State", "fine");
        settings.put("flow_logs", "none");
        settings.put("zone", "7");

        assertThat(written(VpcLogsHeader.fields(settings), INFO))
                .isEqualTo("{\"capture_end_time\":\"2026-11-23T07:26:27Z\","
                        + "\"capture_start_time\":\"2026-11-23T07:26:17Z\",\"collector_crn\":\"crn:v1:bluemix\","
                        + "\"flow_logs\":[],\"instance_crn\":\"\",\"number_of_flow_logs\":100,\"state\":\"ok\","
                        + "\"version\":\"0.0.1\",\"zone\":\"7\"}\n");
    }

    @Test
    void saysSoWhenRecordsMayBeMissing() {
        ObjectInfo incomplete = ObjectInfo.at("bucket", "key", Tag.INTERNAL)
                .covers(INFO.first(), INFO.last())
                .complete(false)
                .build();

        assertThat(written(VpcLogsHeader.plain(), incomplete)).contains("\"state\":\"skip data\"");
    }

    @Test
    void aFilesSettingsAreTextAndNullIsEmpty() {
        Map<String, Object> section = new HashMap<>();
        section.put("number", 7);
        section.put("nothing", null);

        assertThat(VpcLogsHeader.FIELDS.parse(section))
                .containsEntry("number", "7")
                .containsEntry("nothing", "");
    }

    private static String written(VpcLogsHeader settings, ObjectInfo info) {
        try {
            Envelope envelope = settings.create(new TestContext()).envelope(info);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            JsonEncoding<String> json = JsonEncoding.compact(
                    RecordType.of(String.class, Field.text("text", text -> text)), Layout.ENVELOPED);
            json.begin(envelope, out);
            json.end(envelope, out);
            return out.toString(StandardCharsets.UTF_8);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

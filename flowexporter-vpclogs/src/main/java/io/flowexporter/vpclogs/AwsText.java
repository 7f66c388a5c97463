package io.flowexporter.vpclogs;

import io.flowexporter.api.Configured;
import io.flowexporter.api.StageType;
import io.flowexporter.api.object.Layout;
import io.flowexporter.api.record.RecordType;
import io.flowexporter.api.stage.Encoder;
import io.flowexporter.api.stage.Encoding;

/**
 * The encoder {@code awsflowlogs}: the text form that AWS writes flow logs in. A line of the fields' names, then a line a
 * record, values separated by one blank each; {@code -} for what is not known.
 */
public final class AwsText extends Configured<Encoder<AwsFlowLog>> {
    /** Its type. */
    public static final StageType<Encoder<AwsFlowLog>> TYPE = StageType.<AwsFlowLog>encode(
                    "awsflowlogs", AwsFlowLog.class, (settings, context) -> new Text())
            .doc("AWS flow logs as AWS writes them: a header line, then values separated by blanks.")
            .withoutEnvelope();

    private AwsText(Configured<Encoder<AwsFlowLog>> configured) {
        super(configured);
    }

    /** Lines as AWS writes them. */
    public static AwsText lines() {
        return new AwsText(TYPE.configured());
    }

    private static final class Text implements Encoder<AwsFlowLog> {
        @Override
        public <T extends AwsFlowLog> Encoding<T> encoding(RecordType<T> type, Layout layout) {
            if (layout == Layout.ENVELOPED) {
                throw new IllegalArgumentException("Cannot put fields around lines of text; use encode json");
            }
            return AwsTextEncoding.of(type);
        }

        @Override
        public boolean keepsFlows() {
            return false;
        }

        @Override
        public String contentType() {
            return "text/plain";
        }

        @Override
        public String suffix() {
            return ".log";
        }
    }
}

package io.flowexporter.vpclogs;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import java.util.List;

/** The stage types of this module, found by {@link java.util.ServiceLoader}. */
public final class VpcLogsPlugin implements Plugin {
    @Override
    public List<StageType<?>> stages() {
        return List.of(VpcLogs.TYPE, VpcLogsHeader.TYPE, FirewallAction.TYPE, AwsFlowLogs.TYPE, AwsText.TYPE);
    }
}

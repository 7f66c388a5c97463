package io.flowexporter.core;

import io.flowexporter.api.Plugin;
import io.flowexporter.api.StageType;
import io.flowexporter.core.account.AccountFile;
import io.flowexporter.core.classify.Subnets;
import io.flowexporter.core.compress.Gzip;
import io.flowexporter.core.compress.Zstd;
import io.flowexporter.core.encode.Csv;
import io.flowexporter.core.encode.Json;
import io.flowexporter.core.filter.ExcludedTags;
import io.flowexporter.core.mangle.LogStatus;
import io.flowexporter.core.source.FlowFile;
import io.flowexporter.core.source.Skydive;
import io.flowexporter.core.store.Buffered;
import io.flowexporter.core.store.Direct;
import io.flowexporter.core.topology.Analyzers;
import io.flowexporter.core.write.ObjectFiles;
import io.flowexporter.core.write.StandardOutput;
import java.util.List;

/** The stage types of core. */
public final class CorePlugin implements Plugin {
    @Override
    public List<StageType<?>> stages() {
        return List.of(
                Analyzers.TYPE,
                Skydive.TYPE,
                FlowFile.TYPE,
                Subnets.TYPE,
                ExcludedTags.TYPE,
                LogStatus.TYPE,
                Buffered.TYPE,
                Direct.TYPE,
                Json.TYPE,
                Csv.TYPE,
                Gzip.TYPE,
                Zstd.TYPE,
                AccountFile.TYPE,
                ObjectFiles.TYPE,
                StandardOutput.TYPE);
    }
}

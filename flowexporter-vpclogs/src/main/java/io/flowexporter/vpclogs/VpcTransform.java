package io.flowexporter.vpclogs;

import io.flowexporter.api.StageContext;
import io.flowexporter.api.flow.DropReason;
import io.flowexporter.api.flow.Flow;
import io.flowexporter.api.stage.Output;
import io.flowexporter.api.stage.Transform;
import io.flowexporter.api.topology.Answer;
import io.flowexporter.api.topology.Gremlin;
import io.flowexporter.api.topology.Lookup;
import io.flowexporter.api.topology.Topology;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes vpclogs records, with the direction if the topology tells the interface's addresses in time. */
final class VpcTransform implements Transform<VpcFlowLog> {
    private static final DropReason NO_TRANSPORT = DropReason.leftOut("no_transport");
    private static final int MOST_INTERFACES = 10_000;

    private final Topology topology;
    private final InstantSource clock;
    private final Map<String, InterfaceAddresses> interfaces = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, InterfaceAddresses> eldest) {
            return size() > MOST_INTERFACES;
        }
    };

    VpcTransform(StageContext context) {
        this.topology = context.topology();
        this.clock = context.clock();
    }

    @Override
    public boolean keepsFlows() {
        return false;
    }

    @Override
    public void transform(Flow flow, Output<? super VpcFlowLog> out) {
        if (!flow.transport().present()) {
            out.drop(NO_TRANSPORT);
            return;
        }
        VpcFlowLog log = VpcFlowLog.of(flow);
        Optional<InterfaceAddresses> known = topology.isEmpty()
                ? Optional.empty()
                : addresses(log.capturePoint().nodeTid());
        if (known.isEmpty()) {
            out.emit(log);
            return;
        }
        InterfaceAddresses addresses = known.get();
        Instant now = clock.instant();
        addresses.refresh(now);
        Optional<Lookup<Answer>> answer = addresses.worthWaitingFor(now);
        if (answer.isPresent()) {
            out.emitWhen(answer.get(), addresses.latest(), () -> {
                addresses.refresh(clock.instant());
                return log.withDirection(addresses.direction(log.connection()));
            });
        } else {
            out.emit(log.withDirection(addresses.direction(log.connection())));
        }
    }

    /** The addresses of that interface, unless it can't be asked for. */
    private Optional<InterfaceAddresses> addresses(String tid) {
        InterfaceAddresses known = interfaces.get(tid);
        if (known == null && Gremlin.safe(tid)) {
            known = new InterfaceAddresses(topology, tid);
            interfaces.put(tid, known);
        }
        return Optional.ofNullable(known);
    }
}

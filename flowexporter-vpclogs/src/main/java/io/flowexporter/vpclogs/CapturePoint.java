package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.Flow;

/**
 * What a record knows of its flow and does not write, for manglers. Immutable.
 *
 * @param uuid the flow's id at its capture point
 * @param trackingId equal for one conversation at every capture point
 * @param nodeTid the topology id of the interface
 * @param last the flow's last packet, in ms since 1970
 * @param finished whether this is the flow's last report
 */
public record CapturePoint(String uuid, String trackingId, String nodeTid, long last, boolean finished) {
    static CapturePoint of(Flow flow) {
        return new CapturePoint(
                flow.uuid(),
                flow.l3TrackingId(),
                flow.nodeTid(),
                flow.last(),
                flow.finishType().ended());
    }
}

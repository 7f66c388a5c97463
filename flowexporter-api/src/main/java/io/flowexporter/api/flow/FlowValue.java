package io.flowexporter.api.flow;

/**
 * A value of a flow that records take over as it is, in the order in which an analyzer writes them; see
 * {@link Flow#copyJson}.
 */
public enum FlowValue {
    /** {@link Flow#uuid()}, a string. */
    UUID,
    /** {@link Flow#layersPath()}, a string. */
    LAYERS_PATH,
    /** {@link Layer#protocol()} of {@link Flow#network()}, a string. */
    NETWORK_PROTOCOL,
    /** {@link Layer#a()} of {@link Flow#network()}, a string. */
    NETWORK_A,
    /** {@link Layer#b()} of {@link Flow#network()}, a string. */
    NETWORK_B,
    /** {@link Layer#protocol()} of {@link Flow#transport()}, a string. */
    TRANSPORT_PROTOCOL,
    /** {@link Layer#a()} of {@link Flow#transport()}, a string. */
    TRANSPORT_A,
    /** {@link Layer#b()} of {@link Flow#transport()}, a string. */
    TRANSPORT_B,
    /** {@link Flow#lastUpdateMetric()}, an object. */
    LAST_UPDATE_METRIC,
    /** {@link Flow#metric()}, an object. */
    METRIC,
    /** {@link Flow#start()}, a number. */
    START,
    /** {@link Flow#last()}, a number. */
    LAST
}

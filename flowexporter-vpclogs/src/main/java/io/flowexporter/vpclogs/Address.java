package io.flowexporter.vpclogs;

import io.flowexporter.api.flow.IpAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An IP address as a value, however it was written; an IPv4 address and the IPv6 address that it is mapped to are equal.
 *
 * @param high its first eight bytes
 * @param low its last eight bytes
 */
record Address(long high, long low) {
    /** The address before the {@code /} of a text such as {@code 10.0.0.1/24}, or of one without. */
    static Optional<Address> of(String text) {
        int slash = text.indexOf('/');
        byte[] bytes = new byte[IpAddress.LENGTH];
        if (!IpAddress.read(slash < 0 ? text : text.substring(0, slash), bytes)) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return Optional.of(new Address(buffer.getLong(), buffer.getLong()));
    }
}

package io.flowexporter.core.status;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses requests that a foreign web page has a browser send here: by giving its own name our address, it would make the
 * browser believe that our pages are its own (DNS rebinding). The browser still tells that name.
 */
final class HostCheck {
    private static final Pattern FORM = Pattern.compile("(\\[[0-9a-f:.]+\\]|[^:\\[\\]]+)(?::[0-9]{1,5})?");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\]");

    private final boolean loopbackOnly;

    HostCheck(InetAddress bound) {
        this.loopbackOnly = bound.isLoopbackAddress();
    }

    /**
     * Whether a request may be answered.
     *
     * @param host the request's {@code Host}; "" if it has none
     */
    boolean allows(String host) {
        if (!loopbackOnly) {
            return true;
        }
        Matcher matcher = FORM.matcher(host.trim().toLowerCase(Locale.ROOT));
        return matcher.matches() && LOOPBACK.matcher(matcher.group(1)).matches();
    }
}

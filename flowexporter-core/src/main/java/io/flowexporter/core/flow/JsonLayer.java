package io.flowexporter.core.flow;

import io.flowexporter.api.flow.Layer;

/** A layer as a view over its JSON. Immutable. */
final class JsonLayer implements Layer {
    private static final int MAX_PORT = 0xffff;

    private final Frame frame;
    private final int places;

    /** The layer whose values are noted from that place of the frame's table on. */
    JsonLayer(Frame frame, int places) {
        this.frame = frame;
        this.places = places;
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public String protocol() {
        return Names.PROTOCOLS.name(frame.data(), frame.at(places + FlowKeys.PROTOCOL));
    }

    @Override
    public String a() {
        return frame.repeatedText(places + FlowKeys.A);
    }

    @Override
    public String b() {
        return frame.repeatedText(places + FlowKeys.B);
    }

    @Override
    public int portA() {
        return port(frame.at(places + FlowKeys.A));
    }

    @Override
    public int portB() {
        return port(frame.at(places + FlowKeys.B));
    }

    private int port(int at) {
        if (at == Row.ABSENT) {
            return 0;
        }
        byte[] data = frame.data();
        if (data[at] != '"') {
            long number = Texts.whole(data, at);
            return number >= 0 && number <= MAX_PORT ? (int) number : 0;
        }
        int to = Texts.closingQuote(data, at);
        if (Texts.escaped(data, at + 1, to)) {
            byte[] plain = Texts.unescaped(data, at + 1, to);
            return port(plain, 0, plain.length);
        }
        return port(data, at + 1, to);
    }

    private static int port(byte[] text, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (!Texts.isDigit(text[i])) {
                return 0;
            }
            port = port * 10 + text[i] - '0';
            if (port > MAX_PORT) {
                return 0;
            }
        }
        return port;
    }

    @Override
    public long id() {
        return frame.whole(places + FlowKeys.ID);
    }

    @Override
    public boolean addressA(byte[] into) {
        return frame.address(places + FlowKeys.A, into);
    }

    @Override
    public boolean addressB(byte[] into) {
        return frame.address(places + FlowKeys.B, into);
    }

    /** Such as {@code IPV4 10.20.0.11 - 10.20.0.12}. */
    @Override
    public String toString() {
        return protocol() + ' ' + a() + " - " + b();
    }
}

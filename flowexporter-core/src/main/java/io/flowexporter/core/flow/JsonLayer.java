package io.flowexporter.core.flow;

import io.flowexporter.api.flow.IpAddress;
import io.flowexporter.api.flow.Layer;

/** A layer as a view over its JSON. Immutable. */
final class JsonLayer implements Layer {
    private static final int MAX_PORT = 0xffff;

    private final byte[] data;
    private final int protocol;
    private final int a;
    private final int b;
    private final long id;

    /** From the layer's opening brace on. */
    JsonLayer(byte[] data, int from) {
        this.data = data;
        Members members = new Members(data, from, FlowKeys.LAYER);
        int protocolAt = Row.ABSENT;
        int aAt = Row.ABSENT;
        int bAt = Row.ABSENT;
        long number = 0;
        for (int key = members.next(); key != Members.END; key = members.next()) {
            switch (key) {
                case FlowKeys.PROTOCOL -> protocolAt = members.valueUnlessNull();
                case FlowKeys.A -> aAt = members.valueUnlessNull();
                case FlowKeys.B -> bAt = members.valueUnlessNull();
                case FlowKeys.ID -> number = members.whole();
                default -> {
                    // a key of a newer Skydive
                }
            }
        }
        protocol = protocolAt;
        a = aAt;
        b = bAt;
        id = number;
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public String protocol() {
        return Names.PROTOCOLS.name(data, protocol);
    }

    @Override
    public String a() {
        return end(a);
    }

    @Override
    public String b() {
        return end(b);
    }

    private String end(int at) {
        if (at == Row.ABSENT) {
            return "";
        }
        return data[at] == '"' ? Texts.string(data, at) : Texts.text(data, at, Texts.endOfScalar(data, at));
    }

    @Override
    public int portA() {
        return port(a);
    }

    @Override
    public int portB() {
        return port(b);
    }

    private int port(int at) {
        if (at == Row.ABSENT) {
            return 0;
        }
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
        return id;
    }

    @Override
    public boolean addressA(byte[] into) {
        return address(a, into);
    }

    @Override
    public boolean addressB(byte[] into) {
        return address(b, into);
    }

    private boolean address(int at, byte[] into) {
        if (at == Row.ABSENT || data[at] != '"') {
            return false;
        }
        int to = Texts.closingQuote(data, at);
        if (IpAddress.read(data, at + 1, to, into)) {
            return true;
        }
        return Texts.escaped(data, at + 1, to) && IpAddress.read(Texts.text(data, at + 1, to), into);
    }

    /** Such as {@code IPV4 10.20.0.11 - 10.20.0.12}. */
    @Override
    public String toString() {
        return protocol() + ' ' + a() + " - " + b();
    }
}

package io.flowexporter.api.flow;

enum NoLayer implements Layer {
    LAYER;

    @Override
    public boolean present() {
        return false;
    }

    @Override
    public String protocol() {
        return "";
    }

    @Override
    public String a() {
        return "";
    }

    @Override
    public String b() {
        return "";
    }

    @Override
    public int portA() {
        return 0;
    }

    @Override
    public int portB() {
        return 0;
    }

    @Override
    public long id() {
        return 0;
    }

    @Override
    public boolean addressA(byte[] into) {
        return false;
    }

    @Override
    public boolean addressB(byte[] into) {
        return false;
    }
}

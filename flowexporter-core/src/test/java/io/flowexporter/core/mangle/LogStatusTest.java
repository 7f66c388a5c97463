package io.flowexporter.core.mangle;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowexporter.api.flow.Continuity;
import io.flowexporter.api.stage.Mangler;
import io.flowexporter.testkit.CollectedOutput;
import io.flowexporter.testkit.TestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class LogStatusTest {
    private final TestContext context = new TestContext();
    private final CollectedOutput<Seen> out = new CollectedOutput<>();
    private Mangler<Seen> mangler = made(LogStatus.records());

    private Mangler<Seen> made(LogStatus<Seen> settings) {
        try {
            return settings.create(context);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Instant now() {
        return context.clock().instant();
    }

    private List<Seen> mangled(Seen... records) {
        mangler.mangle(List.of(records), now(), out);
        return out.take();
    }

    private List<Seen> after(Duration time) {
        context.manualClock().advance(time);
        mangler.tick(now(), out);
        return out.take();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void emitsTheRecordsInOrderAsOkAndThenOneForEachLoss() {
        Seen first = Seen.at("x");
        Seen lost = Seen.at("y").with(Continuity.LOST);
        Seen last = Seen.at("z").with(Continuity.LOST);

        assertThat(mangled(first, lost, last))
                .containsExactly(first.ok(), lost.ok(), last.ok(), lost.skipData(now()), last.skipData(now()));
        assertThat(out.accountedFor()).isEqualTo(3);
        assertThat(out.created()).isEqualTo(2);
        assertThat(context.meter("skipdata_records")).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "LOST")
    void createsNothingUnlessAReportWasLost(Continuity continuity) {
        Seen record = Seen.at("x").with(continuity);

        assertThat(mangled(record)).containsExactly(record.ok());
    }

    @Test
    void putsSilenceBetweenTheRecordsAndTheLosses() {
        mangled(Seen.at("x"));
        context.manualClock().advance(seconds(180));
        Seen lost = Seen.at("y").with(Continuity.LOST);

        assertThat(mangled(lost)).containsExactly(lost.ok(), Seen.noData("x", now()), lost.skipData(now()));
    }

    @Test
    void saysOnceThatAnInterfaceFellSilent() {
        mangled(Seen.at("x"));

        assertThat(after(seconds(179))).isEmpty();
        assertThat(after(seconds(1))).containsExactly(Seen.noData("x", now()));
        assertThat(after(seconds(600))).isEmpty();
        assertThat(out.created()).isEqualTo(1);
        assertThat(context.meter("nodata_records")).isEqualTo(1);
    }

    @Test
    void countsSilenceFromTheLastReport() {
        mangled(Seen.at("x"), Seen.at("y"));
        after(seconds(100));
        mangled(Seen.at("x"));

        assertThat(after(seconds(80))).containsExactly(Seen.noData("y", now()));
        assertThat(after(seconds(100))).containsExactly(Seen.noData("x", now()));
    }

    @Test
    void saysItAgainOfAnInterfaceThatSpokeInBetween() {
        mangled(Seen.at("x"));
        after(seconds(180));
        mangled(Seen.at("x"));

        assertThat(after(seconds(179))).isEmpty();
        assertThat(after(seconds(1))).containsExactly(Seen.noData("x", now()));
    }

    @Test
    void saysNothingInAGapAndWaitsAnewAfterIt() {
        mangled(Seen.at("x"), Seen.at("y"));
        for (int second = 0; second < 600; second++) {
            mangler.gap(now());
            assertThat(after(seconds(1))).isEmpty();
        }
        mangler.gap(now());
        mangled(Seen.at("x"));

        assertThat(after(seconds(179))).isEmpty();
        assertThat(after(seconds(1))).containsExactly(Seen.noData("y", now()), Seen.noData("x", now()));
    }

    @Test
    void forgetsSilentInterfaces() {
        mangler = made(LogStatus.records().forgetAfter(seconds(400)).maxInterfaces(2));
        mangled(Seen.at("x"), Seen.at("y"));
        after(seconds(180));
        after(seconds(220));
        mangled(Seen.at("v"), Seen.at("w"));

        assertThat(context.meter("interfaces_evicted")).isZero();
    }

    @Test
    void knowsSilentInterfacesUntilItForgetsThem() {
        mangler = made(LogStatus.records().forgetAfter(seconds(400)).maxInterfaces(2));
        mangled(Seen.at("x"), Seen.at("y"));
        after(seconds(180));
        after(seconds(219));
        mangled(Seen.at("v"), Seen.at("w"));

        assertThat(context.meter("interfaces_evicted")).isEqualTo(2);
    }

    @Test
    void knowsNoMoreInterfacesThanItMayAndForgetsTheOneSilentForLongest() {
        mangler = made(LogStatus.records().maxInterfaces(2));
        mangled(Seen.at("x"), Seen.at("y"));
        mangled(Seen.at("x"));
        mangled(Seen.at("z"));

        assertThat(after(seconds(180))).containsExactly(Seen.noData("x", now()), Seen.noData("z", now()));
        assertThat(context.meter("interfaces_evicted")).isEqualTo(1);
    }

    @Test
    void asksNothingOfRecordsThatDoNotNameTheirInterface() {
        mangled(Seen.at(""));

        assertThat(after(seconds(1000))).isEmpty();
    }

    @Test
    void waitsAsLongAsItIsTold() {
        mangler = made(LogStatus.records().noDataAfter(seconds(5)));
        mangled(Seen.at("x"));

        assertThat(after(seconds(4))).isEmpty();
        assertThat(after(seconds(1))).hasSize(1);
    }
}

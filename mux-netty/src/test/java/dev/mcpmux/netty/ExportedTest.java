package dev.mcpmux.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpmux.core.Mux;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the two libraries export: whoever adds to it says so here and in {@code api.packages}. */
class ExportedTest {

  private static final String CORE = "dev.mcpmux.core";
  private static final String NETTY = "dev.mcpmux.netty";

  private final ModuleFinder finder = ModuleFinder.of(place(Mux.class), place(MuxServer.class));

  @Test
  void the_core_exports_these_packages_and_no_others() {
    assertThat(exported(CORE))
        .containsExactly(
            "dev.mcpmux.core",
            "dev.mcpmux.core.api",
            "dev.mcpmux.core.api.server",
            "dev.mcpmux.core.api.session",
            "dev.mcpmux.core.config",
            "dev.mcpmux.core.frame",
            "dev.mcpmux.core.meter",
            "dev.mcpmux.core.port");
  }

  @Test
  void what_only_mcpmux_itself_needs_of_the_core_is_for_nobody_else() {
    List<String> others =
        finder.find(CORE).orElseThrow().descriptor().exports().stream()
            .filter(ModuleDescriptor.Exports::isQualified)
            .map(each -> each.source() + " to " + new TreeSet<>(each.targets()))
            .sorted()
            .toList();

    assertThat(others)
        .containsExactly(
            "dev.mcpmux.core.message to [dev.mcpmux.cli, dev.mcpmux.netty]",
            "dev.mcpmux.core.peer to [dev.mcpmux.netty]",
            "dev.mcpmux.core.search to [dev.mcpmux.cli]",
            "dev.mcpmux.core.text to [dev.mcpmux.cli, dev.mcpmux.netty]",
            "dev.mcpmux.core.time to [dev.mcpmux.netty]");
  }

  @Test
  void the_server_exports_these_packages_and_no_others() {
    assertThat(exported(NETTY)).containsExactly("dev.mcpmux.netty", "dev.mcpmux.netty.config");
  }

  @Test
  void both_are_modules_with_a_name_of_their_own_that_need_no_annotation_at_run_time() {
    for (String name : List.of(CORE, NETTY)) {
      ModuleDescriptor module = finder.find(name).orElseThrow().descriptor();

      assertThat(module.isAutomatic()).isFalse();
      assertThat(module.requires())
          .filteredOn(each -> each.name().equals("org.jspecify"))
          .singleElement()
          .satisfies(
              each ->
                  assertThat(each.modifiers())
                      .containsExactly(ModuleDescriptor.Requires.Modifier.STATIC));
    }
  }

  @Test
  void where_null_is_meant_is_said_in_every_exported_package() {
    for (String name : allExported()) {
      assertThat(packageOf(name).isAnnotationPresent(NullMarked.class)).as(name).isTrue();
    }
  }

  /** A program that is a module could not name another one, which it would get or has to give. */
  @Test
  void what_is_exported_names_nothing_that_is_not() throws Exception {
    Set<String> visible = allExported();
    List<String> hidden = new ArrayList<>();
    for (Class<?> type : exportedTypes(visible)) {
      for (Member member : members(type)) {
        for (Class<?> named : namedBy(member)) {
          String place = named.getPackageName();
          if (!place.startsWith("java.") && !visible.contains(place)) {
            hidden.add(type.getName() + "." + member.getName() + " names " + named.getName());
          }
        }
      }
    }
    assertThat(hidden).isEmpty();
  }

  private static Path place(Class<?> type) {
    return Path.of(
        java.net.URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private Set<String> exported(String module) {
    return finder.find(module).orElseThrow().descriptor().exports().stream()
        .filter(each -> !each.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> allExported() {
    Set<String> all = exported(CORE);
    all.addAll(exported(NETTY));
    return all;
  }

  private static Package packageOf(String name) {
    try {
      return Class.forName(name + ".package-info").getPackage();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private List<Class<?>> exportedTypes(Set<String> packages) throws Exception {
    List<Class<?>> types = new ArrayList<>();
    for (String module : List.of(CORE, NETTY)) {
      try (ModuleReader reader = finder.find(module).orElseThrow().open();
          Stream<String> files = reader.list()) {
        for (String file : files.filter(name -> name.endsWith(".class")).toList()) {
          String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
          if (packages.contains(name.replaceFirst("\\.[^.]*$", "")) && !name.endsWith("-info")) {
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            if (isVisible(type)) {
              types.add(type);
            }
          }
        }
      }
    }
    assertThat(types).hasSizeGreaterThan(50);
    return types;
  }

  /** With all that it lies in. */
  private static boolean isVisible(Class<?> type) {
    Class<?> around = type.getEnclosingClass();
    return isVisible(type.getModifiers()) && (around == null || isVisible(around));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<Member> members(Class<?> type) {
    return Stream.<Member[]>of(
            type.getDeclaredMethods(), type.getDeclaredConstructors(), type.getDeclaredFields())
        .flatMap(Stream::of)
        .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
        .toList();
  }

  private static List<Class<?>> namedBy(Member member) {
    List<Class<?>> named = new ArrayList<>();
    AccessibleObject object = (AccessibleObject) member;
    if (object instanceof Method method) {
      named.add(method.getReturnType());
      named.addAll(List.of(method.getParameterTypes()));
    } else if (object instanceof Constructor<?> constructor) {
      named.addAll(List.of(constructor.getParameterTypes()));
    } else if (object instanceof Field field) {
      named.add(field.getType());
    }
    return named.stream().<Class<?>>map(ExportedTest::element).toList();
  }

  private static Class<?> element(Class<?> type) {
    return type.isArray() ? element(type.getComponentType()) : type;
  }
}

// Where messages may go, and where not.

#include "app/reach.hpp"

#include <gtest/gtest.h>

namespace bandian::app {
namespace {

bool is_public_text(const std::string& text) {
    const auto address = parse_address(text);
    EXPECT_TRUE(address) << text;
    return address && is_public(*address);
}

TEST(Reach, what_only_this_machine_or_its_neighbours_have_is_not_public) {
    for (const char* text :
         {"0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254",
          "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.0.1", "198.18.0.1", "224.0.0.1", "239.255.255.250",
          "240.0.0.1", "255.255.255.255", "168.63.129.16"})
        EXPECT_FALSE(is_public_text(text)) << text;
    for (const char* text : {"::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1",
                             "2001:0:1::1", "64:ff9b:1::1", "100::1", "5f00::1"})
        EXPECT_FALSE(is_public_text(text)) << text;
}

TEST(Reach, an_ipv4_address_inside_an_ipv6_one_is_what_it_is) {
    for (const char* text : {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1",
                             "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1"})
        EXPECT_FALSE(is_public_text(text)) << text;
    for (const char* text : {"::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1"})
        EXPECT_TRUE(is_public_text(text)) << text;
}

TEST(Reach, the_internet_is_public_up_to_the_edge_of_each_network) {
    for (const char* text :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
          "169.253.0.1", "172.15.255.255", "172.32.0.0", "192.167.1.1", "192.169.0.0", "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2400:3200::1", "2606:4700::1", "2001:200::1"})
        EXPECT_TRUE(is_public_text(text)) << text;
}

TEST(Reach, a_network_that_a_desk_allows_is_allowed_and_its_neighbours_are_not) {
    std::vector<std::string> unreadable;
    const Reach reach = Reach::make({"10.20.0.0/16", "192.168.1.7", "fd12::/17", "Ledger.Zhoucun.example"}, unreadable);
    EXPECT_TRUE(unreadable.empty());
    for (const char* text :
         {"10.20.0.1", "10.20.255.255", "::ffff:10.20.3.4", "192.168.1.7", "fd12:7fff::1", "1.1.1.1"})
        EXPECT_TRUE(reach.allows(*parse_address(text))) << text;
    for (const char* text : {"10.19.255.255", "10.21.0.0", "192.168.1.8", "fd12:8000::1", "127.0.0.1"})
        EXPECT_FALSE(reach.allows(*parse_address(text))) << text;
    EXPECT_TRUE(reach.allows_host("ledger.zhoucun.EXAMPLE."));
    EXPECT_FALSE(reach.allows_host("zhoucun.example"));
}

TEST(Reach, what_is_neither_network_nor_host_is_told) {
    std::vector<std::string> unreadable;
    Reach::make({"10.0.0.0/33", "10.0.0", "::/129", "10.0.0.0/", "10.0.0.0/-1", "http://host", "a b", ""}, unreadable);
    EXPECT_EQ(unreadable.size(), 8u);
}

TEST(Reach, an_address_is_told_in_its_own_form) {
    EXPECT_EQ(to_text(*parse_address("::ffff:10.0.0.1")), "10.0.0.1");
    EXPECT_EQ(to_text(*parse_address("FD00::0001")), "fd00::1");
    EXPECT_FALSE(parse_address("127.1"));
    EXPECT_FALSE(parse_address("[::1]"));
}

}  // namespace
}  // namespace bandian::app

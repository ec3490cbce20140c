"""Where people live: (provinsi >) kota > kecamatan > kelurahan > RW > RT, and how many they are, with source and date."""

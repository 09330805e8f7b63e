#include "studio.inc"
// Hangs on a wall: the wall is the plane z = 0.
#declare Face = array[2] { srgb <0.95, 0.94, 0.91>, srgb <0.27, 0.33, 0.29> };
#declare Ink = array[2] { srgb <0.14, 0.14, 0.14>, srgb <0.93, 0.91, 0.86> };
plane { -z, 0 texture { SweepTexture } }
light_source { <-3.2, 4.4, -4.2>, rgb 0.80 * <1, 0.985, 0.96> area_light x * 2, y * 2, 5, 5 adaptive 1 jitter circular orient }
light_source { <4, 1, -6>, rgb 0.16 shadowless }
sky_sphere { pigment { rgb 0.75 } }
union {
  difference { object { RoundedDisc(1.5, 0, 0.28, 0.04) rotate x * -90 } cylinder { -z * 0.17, -z * 1, 1.40 } WoodOf(OakLight, OakDark, 0.8) }
  cylinder { -z * 0.01, -z * 0.20, 1.41 texture { pigment { Face[Colour] } finish { diffuse 0.85 } } }
  #for (I, 0, 11)
    box { <-0.018, 1.13, -0.208>, <0.018, (mod(I, 3) = 0 ? 1.31 : 1.24), -0.2> scale <(mod(I, 3) = 0 ? 1.5 : 1), 1, 1>
      translate <0, (mod(I, 3) = 0 ? 0 : 0.05), 0> pigment { Ink[Colour] } rotate -z * (30 * I) }
  #end
  box { <-0.035, -0.16, -0.238>, <0.035, 0.72, -0.23> pigment { Ink[Colour] } rotate -z * 304 }
  box { <-0.025, -0.2, -0.252>, <0.025, 1.06, -0.245> pigment { Ink[Colour] } rotate -z * 54 }
  cylinder { -z * 0.2, -z * 0.27, 0.065 texture { Brass } }
}
#switch (View)
  #case (1) Shot(<0, 0, -10>, <0, 0, 0>, 22) #break
  #case (2) Shot(<2.6, 0.6, -4.6>, <0.35, 0.1, 0>, 24) #break
#end
